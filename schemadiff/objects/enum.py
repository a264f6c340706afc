"""Enumerated types (PostgreSQL documentation, 8.7, CREATE TYPE and ALTER TYPE; catalogs pg_type, pg_enum)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import temporary

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

QUERY = """
SELECT 1247::int8, t.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, t.typname]::text[], 0,
       coalesce((SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '{}')
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, t.typname
"""


@definition
class Enum:
    """`values` in their sort order."""

    values: tuple[str, ...]


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    values = ", ".join(literal(v) for v in fact.definition.values)
    return (Sql(f"CREATE TYPE {qualified(*fact.id.path)} AS ENUM ({values})"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TYPE {qualified(*fact.id.path)}"),)


def alter_values(old: Fact, new: Fact, context: Context) -> Statements | None:
    """New values are added in their places; values that go or move need a new type."""
    have, want = old.definition.values, new.definition.values
    if [v for v in want if v in have] != list(have):
        return None
    statements = []
    known = list(have)
    for position, value in enumerate(want):
        if value in have:
            continue
        where = place(want, position, known)
        statements.append(Sql(f"ALTER TYPE {qualified(*new.id.path)} ADD VALUE {literal(value)}{where}", commit_after=True))
        known.append(value)
    return tuple(statements)


def place(want: tuple[str, ...], position: int, known: list[str]) -> str:
    """Where a new value goes: after its left neighbour, before the first known value, or at the end by itself."""
    if all(v in known for v in want[:position]) and not any(v in known for v in want[position + 1 :]):
        return ""
    if position:
        return f" AFTER {literal(want[position - 1])}"
    following = next((v for v in want if v in known), None)
    return f" BEFORE {literal(following)}" if following is not None else ""


def rename_value(id: ObjectId, old: str, new: str) -> Statements:
    return (Sql(f"ALTER TYPE {qualified(*id.path)} RENAME VALUE {literal(old)} TO {literal(new)}"),)


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements]:
    """Renamed for as long as columns move from the old to the new type."""
    schema, name = fact.id.path
    aside = temporary(name)
    rename = Sql(f"ALTER TYPE {qualified(schema, name)} RENAME TO {quote(aside)}")
    return (rename,), (Sql(f"DROP TYPE {qualified(schema, aside)}"),)


KIND = ObjectKind(
    name="enum",
    definition=Enum,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"values": alter_values},
    address=lambda id: qualified(*id.path),
    sql_name="TYPE",
    grant_class="TYPE",
    rank=25,
    drop_rank=80,
    set_aside=set_aside,
    names=lambda fact: (("type", *fact.id.path),),
    words=lambda fact: fact.definition.values,
    rename_word=rename_value,
)
