"""Composite types (PostgreSQL documentation, 8.16, CREATE TYPE and ALTER TYPE; catalogs pg_type, pg_class, pg_attribute)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.parts import temporary
from schemadiff.objects.stored import held

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 1247::int8, t.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, t.typname]::text[], 0,
       coalesce((
           SELECT array_agg(ARRAY[a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
                                  CASE WHEN a.attcollation <> y.typcollation THEN cn.nspname::text ELSE '' END,
                                  CASE WHEN a.attcollation <> y.typcollation THEN co.collname::text ELSE '' END]
                            ORDER BY a.attnum)
           FROM pg_catalog.pg_attribute a
           JOIN pg_catalog.pg_type y ON y.oid = a.atttypid
           LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
           LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '{}')
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_type t ON t.oid = c.reltype
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE c.relkind = 'c' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, t.typname
"""


@definition
class CompositeType:
    """`attributes` are (name, type, collation's schema, collation), in order; no collation is two empty strings."""

    attributes: tuple[tuple[str, str, str, str], ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", tuple(tuple(a) for a in self.attributes))


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    attributes = ",\n".join(f"    {attribute(*a)}" for a in fact.definition.attributes)
    return (Sql(f"CREATE TYPE {qualified(*fact.id.path)} AS (\n{attributes}\n)"),)


def attribute(name: str, type: str, collation_schema: str, collation: str) -> str:
    """One attribute as CREATE TYPE and ALTER TYPE take it."""
    collate = f" COLLATE {qualified(collation_schema, collation)}" if collation else ""
    return f"{quote(name)} {type}{collate}"


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TYPE {qualified(*fact.id.path)}"),)


def alter_attributes(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Attributes dropped, retyped and added at the end; another order needs a new type, as do new types of stored values."""
    have = {a[0]: a for a in old.definition.attributes}
    want = {a[0]: a for a in new.definition.attributes}
    kept = [name for name in have if name in want]
    if list(want)[: len(kept)] != kept:
        return None
    if any(have[name] != want[name] for name in kept) and held(new.id, context, inside=True):
        return None
    head = f"ALTER TYPE {qualified(*new.id.path)}"
    clauses = [f"DROP ATTRIBUTE {quote(name)}" for name in have if name not in want]
    clauses += [f"ALTER ATTRIBUTE {quote(name)} SET DATA TYPE {attribute(*want[name]).removeprefix(quote(name) + ' ')}"
                for name in kept if have[name] != want[name]]
    clauses += [f"ADD ATTRIBUTE {attribute(*want[name])}" for name in want if name not in have]
    return tuple(Sql(clause, head=head, retypes=not clause.startswith("ADD")) for clause in clauses)


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements] | None:
    """Renamed for as long as columns move to the new type by way of text, which knows attributes by their places only."""
    desired = context.desired.facts[fact.id]
    if [a[0] for a in desired.definition.attributes] != [a[0] for a in fact.definition.attributes]:
        return None
    schema, name = fact.id.path
    aside = temporary(name)
    rename = Sql(f"ALTER TYPE {qualified(schema, name)} RENAME TO {quote(aside)}")
    return (rename,), (Sql(f"DROP TYPE {qualified(schema, aside)}"),)


KIND = ObjectKind(
    name="composite type",
    definition=CompositeType,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"attributes": alter_attributes},
    address=lambda id: qualified(*id.path),
    sql_name="TYPE",
    grant_class="TYPE",
    rank=26,
    drop_rank=80,
    set_aside=set_aside,
    follows=True,
    names=lambda fact: (("relation", *fact.id.path), ("type", *fact.id.path),),
)
