"""Range types with their multirange types (PostgreSQL documentation, 8.17, CREATE TYPE; catalogs pg_type, pg_range).

PostgreSQL makes the multirange type and the constructor functions of both together with the range type, and drops them with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# A canonical function takes the type that it makes canonical: such a range type completes a shell type (objsubid -1).
QUERY = """
SELECT 1247::int8, t.oid::int8, 0,
       CASE WHEN r.rngcanonical <> 0 THEN 1247::int8 END, CASE WHEN r.rngcanonical <> 0 THEN t.oid::int8 END,
       CASE WHEN r.rngcanonical <> 0 THEN -1 END,
       NULL::int8, CASE WHEN r.rngcanonical <> 0 THEN '{}'::text[] ELSE ARRAY[n.nspname, t.typname]::text[] END, 0,
       pg_catalog.format_type(r.rngsubtype, NULL),
       CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(onsp.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END,
       CASE WHEN r.rngcollation <> s.typcollation
            THEN (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(c.collname)
                  FROM pg_catalog.pg_collation c JOIN pg_catalog.pg_namespace cn ON cn.oid = c.collnamespace WHERE c.oid = r.rngcollation)
            END,
       CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::regproc::text END,
       CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::regproc::text END,
       ARRAY[mn.nspname, m.typname]::text[]
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace onsp ON onsp.oid = o.opcnamespace
JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace
WHERE t.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, t.typname
"""


@definition
class RangeType:
    """`opclass` and `collation` only where they are not the subtype's own; `multirange` is (schema, name)."""

    subtype: str
    opclass: str | None
    collation: str | None
    canonical: str | None
    subtype_diff: str | None
    multirange: tuple[str, str]


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: RangeType = fact.definition
    options = {
        "SUBTYPE": d.subtype,
        "SUBTYPE_OPCLASS": d.opclass,
        "COLLATION": d.collation,
        "CANONICAL": d.canonical,
        "SUBTYPE_DIFF": d.subtype_diff,
        "MULTIRANGE_TYPE_NAME": qualified(*d.multirange),
    }
    text = ",\n".join(f"    {name} = {value}" for name, value in options.items() if value is not None)
    return (Sql(f"CREATE TYPE {qualified(*fact.id.path)} AS RANGE (\n{text}\n)"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TYPE {qualified(*fact.id.path)}"),)


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements] | None:
    """Both types and their constructors are renamed for as long as columns move from the old to the new type."""
    d: RangeType = fact.definition
    if d.canonical is not None:
        return None
    schema, name = fact.id.path
    aside, multirange_aside = temporary(name), temporary(f"m_{d.multirange[1]}")
    texts = [
        f"TYPE {qualified(schema, name)} RENAME TO {quote(aside)}",
        f"TYPE {qualified(*d.multirange)} RENAME TO {quote(multirange_aside)}",
    ]
    renamed = qualified(schema, aside)
    texts += [f"FUNCTION {qualified(schema, name)}({a}) RENAME TO {quote(aside)}" for a in (f"{d.subtype}, {d.subtype}",)]
    texts += [f"FUNCTION {qualified(schema, name)}({d.subtype}, {d.subtype}, text) RENAME TO {quote(aside)}"]
    texts += [
        f"FUNCTION {qualified(schema, d.multirange[1])}({a}) RENAME TO {quote(multirange_aside)}"
        for a in ("", renamed, f"VARIADIC {renamed}[]")
    ]
    return tuple(Sql(f"ALTER {text}") for text in texts), (Sql(f"DROP TYPE {renamed}"),)


def names(fact: Fact) -> tuple[tuple[str, ...], ...]:
    """A shell type has taken the type's name, where there is one."""
    d: RangeType = fact.definition
    multirange = ("type", *d.multirange)
    return (multirange,) if d.canonical is not None else (("type", *fact.id.path), multirange)


KIND = ObjectKind(
    name="range type",
    definition=RangeType,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"subtype", "opclass", "collation", "canonical", "subtype_diff", "multirange"}),
    address=lambda id: qualified(*id.path),
    sql_name="TYPE",
    grant_class="TYPE",
    rank=27,
    drop_rank=80,
    set_aside=set_aside,
    names=names,
)
