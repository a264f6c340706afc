"""Triggers of partitions that fire otherwise than their table's (ALTER TABLE … DISABLE TRIGGER; pg_trigger.tgparentid, tgenabled).

Such a state is all that they have of their own. It is set for the partitions below, too, unless these have another one again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, t.tgrelid::int8, 0, NULL::int8, ARRAY[t.tgname]::text[], 0, t.tgenabled::text
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid
WHERE t.tgenabled <> p.tgenabled AND p.tgconstraint = 0
ORDER BY t.tgrelid, t.tgname
"""
STATES = {"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@definition
class PartitionTrigger:
    """`state` is tgenabled: O, D, R, A."""

    state: str


def set_state(id: ObjectId, state: str) -> Sql:
    """The trigger at (schema, table, name) fires so."""
    return Sql(f"{STATES[state]} TRIGGER {quote(id.path[2])}", head=f"ALTER TABLE {qualified(*id.path[:2])}")


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (set_state(fact.id, fact.definition.state),)


def drop(fact: Fact, context: Context) -> Statements:
    """It fires as above again, if it is not to go with its table or its trigger, or to come again with one."""
    if fact.id in context.desired.facts:
        return ()
    state = next((f.definition.state for i in above(fact.id, context.desired) if (f := context.desired.facts.get(i))), None)
    return () if state is None else (set_state(fact.id, state), *again(fact.id, context))


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return (*create(new, (), context), *again(new.id, context))


def above(id: ObjectId, snapshot: Snapshot) -> Iterator[ObjectId]:
    """What the trigger of a partition may have its state from, the nearest first: that of the table above, up to the trigger itself."""
    while (link := snapshot.facts.get(ObjectId("partition", id.path[:2]))) is not None:
        id = ObjectId(id.kind, (link.definition.schema, link.definition.table, id.path[2]))
        yield id
        yield ObjectId("trigger", id.path)


def below(id: ObjectId, snapshot: Snapshot) -> list[Fact]:
    """Those that have another state than the trigger `id`, which they have theirs from; the uppermost first."""
    found = [(len(chain), f) for f in snapshot.by_kind.get(KIND.name, ()) if id in (chain := list(above(f.id, snapshot)))]
    return [f for _, f in sorted(found, key=lambda pair: (pair[0], pair[1].id))]


def again(id: ObjectId, context: Context) -> Statements:
    """The states that stay below `id` whose own was set for all there."""
    return tuple(set_state(f.id, f.definition.state) for f in below(id, context.desired) if f.id in context.current.facts)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """All that gives it another state: the links to the tables above, and what is set there."""
    names = list(above(fact.id, snapshot))
    return (*names, *(ObjectId("partition", path) for path in (fact.id.path[:2], *(i.path[:2] for i in names))))


KIND = ObjectKind(
    name="partition trigger",
    definition=PartitionTrigger,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"state": alter},
    rank=83,
    drop_rank=2,
    follows=True,
    requires=requires,
)
