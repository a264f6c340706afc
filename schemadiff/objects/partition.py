"""That a table is a partition of another, and its bound (PostgreSQL documentation, 5.12; pg_inherits, pg_class.relpartbound)."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.fact import EdgeType, Fact, Snapshot
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.index import requires as after_link
from schemadiff.objects.index import shape
from schemadiff.objects.not_null import holds_names, renamed_before_link
from schemadiff.objects.parts import checked, temporary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, c.oid::int8, 0, NULL::int8, '{}'::text[], 0,
       pn.nspname::text, p.relname::text, pg_catalog.pg_get_expr(c.relpartbound, c.oid),
       CASE WHEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) !~ '^FOR VALUES WITH'
            THEN pg_catalog.pg_get_partition_constraintdef(c.oid) END,
       ARRAY(SELECT n.conname::text FROM pg_catalog.pg_constraint n
             WHERE n.conrelid = c.oid AND n.contype = 'n' AND n.coninhcount > 0
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
                               WHERE o.conrelid = p.oid AND o.contype = 'n' AND o.conname = n.conname)
             ORDER BY 1)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid
JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f')
ORDER BY c.oid
"""


@definition
class Partition:
    """The parent table by its names; `bound` as `FOR VALUES …` or `DEFAULT`.

    `condition` is what holds for its rows, those of its parents' bounds included; None where it names oids (by hash).
    `not_null_names`, from 18 on, are those of inherited NOT NULL constraints that are not called as the parent's are.
    """

    schema: str
    table: str
    bound: str
    condition: str | None = field(compare=False)
    not_null_names: tuple[str, ...]


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Partition = fact.definition
    attach = Sql(f"ALTER TABLE {qualified(d.schema, d.table)} ATTACH PARTITION {qualified(*fact.id.path)} {d.bound}")
    renames = renamed_before_link(fact.parent, ObjectId("table", (d.schema, d.table)), context) if fact.parent is not None else ()
    return (*renames, attach)


def alter(old: Fact, new: Fact, context: Context) -> Statements | None:
    """Names that cannot change while it is a partition are changed between DETACH and ATTACH."""
    return None if new.parent is not None and holds_names(new.parent, context) else ()


def drop(fact: Fact, context: Context) -> Statements:
    d: Partition = fact.definition
    return (Sql(f"ALTER TABLE {qualified(d.schema, d.table)} DETACH PARTITION {qualified(*fact.id.path)}"),)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """What ATTACH takes if it is there: constraints that the parent has too, which it else makes under names of its choice, and indexes.

    Of the latter only those that are complete, and none that must come after it.
    """
    parts = snapshot.children.get(fact.parent, ()) if fact.parent is not None else ()
    derived = [p for p in parts if p.id.kind == "table constraint" and p.origin is not None and p.definition.type in "cf"]
    constraints = [p.id for p in derived if p.definition.type == "c" or (p.origin and p.origin.path[2] != p.id.path[2])]
    early = [p for p in parts if p.id.kind != "index" or not after_link(p, snapshot)]
    return (*constraints, *(ObjectId("index attachment", sub.id.path) for p in early for sub in snapshot.derived.get(p.id, ())))


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """An index that must come later than the link must go before it, and with it the whole's of which it is a part.

    Of those of the whole's that are alike one may stay, unless its part would have to be complete, with parts of its own.
    """
    if verb == "drop":
        return states_of_triggers(fact, context.current)
    if fact.parent is None:
        return ()
    late = [p for p in context.desired.children.get(fact.parent, ()) if p.id.kind == "index" and after_link(p, context.desired)]
    wholes = sorted(p.origin for p in late if p.origin is not None and p.origin in context.current.facts and p.origin not in removed)
    deep = {p.origin for p in late if p.id in context.desired.derived}
    kept = {shape(context.desired.facts[o]): o for o in reversed(wholes) if o not in deep}
    return (*(p.id for p in late), *(o for o in wholes if o not in kept.values()))


def holders(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """Foreign keys to its table's whole, however far above: no partition is detached whose rows they refer to."""
    parts = (part for table in above(fact, snapshot) for part in snapshot.children.get(table, ()))
    edges = (e for part in parts for e in snapshot.incoming.get(part.id, ()) if e.type is EdgeType.NORMAL)
    users = (snapshot.facts[e.source] for e in edges)
    return tuple(f.id for f in users if f.id.kind == "table constraint" and f.definition.type == "f" and f.origin is None)


def above(fact: Fact | None, snapshot: Snapshot) -> Iterator[ObjectId]:
    """The tables of which it is a partition: its parent, the parent's parent, …"""
    while fact is not None:
        place = fact.definition.schema, fact.definition.table
        yield ObjectId("table", place)
        fact = snapshot.facts.get(ObjectId(fact.id.kind, place))


def states_of_triggers(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """Of triggers that it and its own partitions have from above: those go with the link, and come again as they are there."""
    tables = {fact.id.path}
    links = snapshot.by_kind.get(fact.id.kind, ())
    while found := {f.id.path for f in links if (f.definition.schema, f.definition.table) in tables} - tables:
        tables |= found
    return tuple(t.id for t in snapshot.by_kind.get("partition trigger", ()) if t.id.path[:2] in tables)


def online(old: Fact | None, new: Fact | None, statements: Statements, context: Context) -> Statements:
    """Attached, neither its rows nor those of the partition for the rest are read again where checks have them proven.

    Detached concurrently it keeps no check if it has one.
    """
    fact = new or old
    assert fact is not None
    # One that changes its place must not be missing in between.
    if fact.definition.condition is None or (fact.id in context.current.facts and fact.id in context.desired.facts):
        return statements
    rest = default_of(fact, context.current)
    if new is None:
        if rest is not None:
            return statements
        statements = tuple(replace(s, text=f"{s.text} CONCURRENTLY", transactional=False) for s in statements)
    safe = checked(qualified(*fact.id.path), temporary(fact.id.path[1]), fact.definition.condition, statements)
    if new is None or rest is None or rest not in context.desired.facts or inner(fact, context.desired):
        return safe
    return checked(qualified(*rest.path), temporary(rest.path[1]), f"NOT ({fact.definition.condition})", safe)


def default_of(fact: Fact, snapshot: Snapshot) -> ObjectId | None:
    """Its table's partition for all the rest, with which PostgreSQL detaches none concurrently."""
    d: Partition = fact.definition
    siblings = snapshot.by_kind.get(fact.id.kind, ())
    return next((f.id for f in siblings if place(f) == (d.schema, d.table, "DEFAULT")), None)


def place(fact: Fact) -> tuple[str, str, str]:
    d: Partition = fact.definition
    return d.schema, d.table, d.bound


def inner(fact: Fact, snapshot: Snapshot) -> bool:
    """Whether its table is a partition, too: its condition then says more than its own bound does."""
    return ObjectId(fact.id.kind, (fact.definition.schema, fact.definition.table)) in snapshot.facts


KIND = ObjectKind(
    name="partition",
    definition=Partition,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"not_null_names": alter},
    replace=frozenset({"schema", "table", "bound"}),
    rank=68,
    drop_rank=0,
    follows=True,
    takes=frozenset({EdgeType.AUTO}),
    requires=requires,
    entails=entails,
    holders=holders,
    online=online,
    waits=lambda fact: (fact.id.path, (fact.definition.schema, fact.definition.table)),
)
