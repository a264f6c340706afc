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
    change = Change(old, new)
    stored = held(new.id, context, inside=True)
    if not change.keeps_order or (change.retyped and stored):
        return None
    return (*change.drops(stored=stored), *change.retypes(), *change.adds())


def set_aside(fact: Fact, context: Context) -> tuple[Statements, Statements] | None:
    """Renamed for as long as columns move to the new type by way of text, which knows attributes by their places only.

    So it first gets the attributes of the new one, which it can unless those are of types that may not be there yet.
    """
    change = Change(fact, context.desired.facts[fact.id])
    if not change.keeps_order or any("." in change.want[name][1] for name in change.fresh):
        return None
    schema, name = fact.id.path
    aside = temporary(name)
    rename = Sql(f"ALTER TYPE {qualified(schema, name)} RENAME TO {quote(aside)}")
    fitted = (*change.drops(stored=held(fact.id, context, inside=True)), *change.adds())
    return (*fitted, rename), (Sql(f"DROP TYPE {qualified(schema, aside)}"),)


class Change:
    """From the attributes of one type to those of another, by name."""

    def __init__(self, old: Fact, new: Fact) -> None:
        self.id = new.id
        self.have = {a[0]: a for a in old.definition.attributes}
        self.want = {a[0]: a for a in new.definition.attributes}
        self.kept = [name for name in self.have if name in self.want]
        self.fresh = [name for name in self.want if name not in self.have]
        self.retyped = [name for name in self.kept if self.have[name] != self.want[name]]

    @property
    def keeps_order(self) -> bool:
        """Whether all that is new comes at the end."""
        return list(self.want)[: len(self.kept)] == self.kept

    def drops(self, *, stored: bool) -> Statements:
        gone = [name for name in self.have if name not in self.want]
        lossy = f"drops {', '.join(gone)} of {self.id} with its data" if stored else None
        return tuple(self.clause(f"DROP ATTRIBUTE {quote(name)}", lossy) for name in gone)

    def retypes(self) -> Statements:
        types = ((name, attribute(*self.want[name]).removeprefix(f"{quote(name)} ")) for name in self.retyped)
        return tuple(self.clause(f"ALTER ATTRIBUTE {quote(name)} SET DATA TYPE {type}") for name, type in types)

    def adds(self) -> Statements:
        return tuple(Sql(f"ADD ATTRIBUTE {attribute(*self.want[name])}", head=self.head) for name in self.fresh)

    @property
    def head(self) -> str:
        return f"ALTER TYPE {qualified(*self.id.path)}"

    def clause(self, text: str, lossy: str | None = None) -> Sql:
        return Sql(text, head=self.head, lossy=lossy, retypes=True)


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
    names=lambda fact: (
        ("relation", *fact.id.path),
        ("type", *fact.id.path),
    ),
)
