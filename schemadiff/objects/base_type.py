"""Base types (PostgreSQL documentation, 38.13, CREATE TYPE and ALTER TYPE; catalog pg_type).

The shell type of the same name stands before it, so that its functions can be made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects import table_column
from schemadiff.objects.parts import column, table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1247::int8, t.oid::int8, 0, 1247::int8, t.oid::int8, -1, NULL::int8, '{}'::text[], 0,
       t.typinput::regproc::text,
       t.typoutput::regproc::text,
       CASE WHEN t.typreceive <> 0 THEN t.typreceive::regproc::text END,
       CASE WHEN t.typsend <> 0 THEN t.typsend::regproc::text END,
       CASE WHEN t.typmodin <> 0 THEN t.typmodin::regproc::text END,
       CASE WHEN t.typmodout <> 0 THEN t.typmodout::regproc::text END,
       CASE WHEN t.typanalyze <> 0 THEN t.typanalyze::regproc::text END,
       CASE WHEN t.typsubscript <> 0 THEN t.typsubscript::regproc::text END,
       t.typlen::int4,
       t.typbyval,
       CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END,
       CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
       t.typcategory::text,
       t.typispreferred,
       t.typdefault,
       CASE WHEN t.typelem <> 0 THEN pg_catalog.format_type(t.typelem, NULL) END,
       t.typdelim::text,
       t.typcollation <> 0
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
  AND t.typtype = 'b' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = t.oid)
ORDER BY n.nspname, t.typname
"""


@definition
class BaseType:
    """Named as the options of CREATE TYPE; `internallength` -1 is variable, -2 a C string."""

    input: str
    output: str
    receive: str | None
    send: str | None
    typmod_in: str | None
    typmod_out: str | None
    analyze: str | None
    subscript: str | None
    internallength: int
    passedbyvalue: bool
    alignment: str
    storage: str
    category: str
    preferred: bool
    default: str | None
    element: str | None
    delimiter: str
    collatable: bool


FUNCTIONS = ("receive", "send", "typmod_in", "typmod_out", "analyze", "subscript")


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: BaseType = fact.definition
    options = [f"INPUT = {d.input}", f"OUTPUT = {d.output}"]
    options += [f"{name.upper()} = {getattr(d, name)}" for name in FUNCTIONS if getattr(d, name) is not None]
    options.append(f"INTERNALLENGTH = {d.internallength if d.internallength >= 0 else 'VARIABLE'}")
    if d.passedbyvalue:
        options.append("PASSEDBYVALUE")
    options += [f"ALIGNMENT = {d.alignment}", f"STORAGE = {d.storage}"]
    if d.category != "U":
        options.append(f"CATEGORY = {literal(d.category)}")
    if d.preferred:
        options.append("PREFERRED = true")
    if d.default is not None:
        options.append(f"DEFAULT = {literal(d.default)}")
    if d.element is not None:
        options.append(f"ELEMENT = {d.element}")
    if d.delimiter != ",":
        options.append(f"DELIMITER = {literal(d.delimiter)}")
    if d.collatable:
        options.append("COLLATABLE = true")
    text = ",\n".join(f"    {option}" for option in options)
    return (Sql(f"CREATE TYPE {qualified(*fact.id.path)} (\n{text}\n)"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TYPE {qualified(*fact.id.path)}"),)


def alter_options(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Functions beside input and output change in place; storage does, except to plain."""
    was, want = old.definition, new.definition
    if was.storage != want.storage and want.storage == "plain":
        return None
    options = [f"{n.upper()} = {getattr(want, n) or 'NONE'}" for n in FUNCTIONS if getattr(was, n) != getattr(want, n)]
    if was.storage != want.storage:
        options.append(f"STORAGE = {want.storage}")
    altered = Sql(f"ALTER TYPE {qualified(*new.id.path)} SET ({', '.join(options)})")
    return (altered, *store_columns(new, context)) if was.storage != want.storage else (altered,)


def store_columns(new: Fact, context: Context) -> Statements:
    """Columns that are there keep the storage that was the type's own when they were made."""
    users = (context.desired.facts.get(e.source) for e in context.current.incoming.get(new.id, ()))
    return tuple(
        Sql(f"{column(user.id)} SET STORAGE {new.definition.storage}", head=f"ALTER TABLE ONLY {table_of(user.id)}")
        for user in users
        if user is not None and user.id.kind == table_column.KIND.name and user.definition.storage is None
    )


KIND = ObjectKind(
    name="base type",
    definition=BaseType,
    query=QUERY,
    create=create,
    drop=drop,
    alter=dict.fromkeys((*FUNCTIONS, "storage"), alter_options),
    replace=frozenset(
        {"input", "output", "internallength", "passedbyvalue", "alignment", "category", "preferred", "default", "element"}
        | {"delimiter", "collatable"}
    ),
    address=lambda id: qualified(*id.path),
    sql_name="TYPE",
    grant_class="TYPE",
    rank=27,
    drop_rank=80,
)
