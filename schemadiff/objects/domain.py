"""Domains (PostgreSQL documentation, 8.18, CREATE DOMAIN and ALTER DOMAIN; catalog pg_type)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import temporary
from schemadiff.objects.stored import held

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1247::int8, t.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, t.typname]::text[], 0,
       pg_catalog.format_type(t.typbasetype, t.typtypmod),
       CASE WHEN t.typcollation <> b.typcollation
            THEN (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname)
                  FROM pg_catalog.pg_collation co JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
                  WHERE co.oid = t.typcollation) END,
       pg_catalog.pg_get_expr(t.typdefaultbin, 0),
       t.typnotnull,
       CASE WHEN nn.conname <> t.typname || '_not_null' AND length(t.typname || '_not_null') < 64 THEN nn.conname::text END,
       nn.conname::text
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n'
WHERE t.typtype = 'd' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, t.typname
"""


@definition
class Domain:
    """`base` with its modifier; `collation` qualified and quoted, where it is not the base type's; checks are facts of their own.

    `not_null_name`, from 17 on, only where it is not the one that PostgreSQL chooses; `not_null_constraint` always.
    """

    base: str
    collation: str | None
    default: str | None
    not_null: bool
    not_null_name: str | None
    not_null_constraint: str | None = field(compare=False)


NAMED_NOT_NULL = 170000


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Domain = fact.definition
    parts = [f"CREATE DOMAIN {qualified(*fact.id.path)} AS {d.base}"]
    if d.collation is not None:
        parts.append(f"COLLATE {d.collation}")
    if d.default is not None:
        parts.append(f"DEFAULT {stable(d.default)}")
    if d.not_null:
        # Beside a predecessor that is set aside PostgreSQL would choose another name: it must be the only one in its schema.
        named = d.not_null_constraint if fact.id in context.current.facts else d.not_null_name
        parts.append(not_null(named))
    return (Sql("\n    ".join([" ".join(parts), *clauses])),)


def not_null(name: str | None) -> str:
    return f"{f'CONSTRAINT {quote(name)} ' if name else ''}NOT NULL"


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP DOMAIN {qualified(*fact.id.path)}"),)


def alter_default(old: Fact, new: Fact, context: Context) -> Statements:
    default = new.definition.default
    clause = "DROP DEFAULT" if default is None else f"SET DEFAULT {stable(default)}"
    return (Sql(f"ALTER DOMAIN {qualified(*new.id.path)} {clause}"),)


def alter_not_null(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Refused where arrays or rows of the domain are stored."""
    if new.definition.not_null and not old.definition.not_null and held(new.id, context):
        return None
    was, want = old.definition, new.definition
    head = f"ALTER DOMAIN {qualified(*new.id.path)}"
    if was.not_null and want.not_null:
        names = was.not_null_constraint, want.not_null_constraint
        return tuple(Sql(f"{head} RENAME CONSTRAINT {quote(a)} TO {quote(b)}") for a, b in (names,) if a and b and a != b)
    if want.not_null_name and context.version >= NAMED_NOT_NULL:
        return (Sql(f"{head} ADD {not_null(want.not_null_name)}"),)
    return (Sql(f"{head} {'SET' if want.not_null else 'DROP'} NOT NULL"),)


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements]:
    """Renamed for as long as columns move from the old to the new domain."""
    schema, name = fact.id.path
    aside = temporary(name)
    rename = Sql(f"ALTER DOMAIN {qualified(schema, name)} RENAME TO {quote(aside)}")
    return (rename,), (Sql(f"DROP DOMAIN {qualified(schema, aside)}"),)


KIND = ObjectKind(
    name="domain",
    definition=Domain,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"default": alter_default, "not_null": alter_not_null, "not_null_name": alter_not_null},
    replace=frozenset({"base", "collation"}),
    address=lambda id: qualified(*id.path),
    sql_name="DOMAIN",
    grant_class="DOMAIN",
    rank=27,
    drop_rank=80,
    set_aside=set_aside,
    follows=True,
    names=lambda fact: (("type", *fact.id.path),),
)
