"""Triggers of partitions that are enabled otherwise than the partitioned table's, of which they are parts.

PostgreSQL documentation, ALTER TABLE, DISABLE/ENABLE TRIGGER; catalog pg_trigger. Where it is as the other there is no such fact.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.parts import TRIGGER_STATES

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# Those of foreign keys are PostgreSQL's own.
QUERY = """
WITH RECURSIVE part(oid, relid, state, root, partitions) AS (
    SELECT t.oid, t.tgrelid, t.tgenabled, t.oid, '{}'::text[] FROM pg_catalog.pg_trigger t
    WHERE t.tgparentid = 0 AND NOT t.tgisinternal AND t.oid >= 16384
    UNION ALL
    SELECT t.oid, t.tgrelid, t.tgenabled, part.root, ARRAY[n.nspname::text, c.relname::text] COLLATE pg_catalog."default" || part.partitions
    FROM part JOIN pg_catalog.pg_trigger t ON t.tgparentid = part.oid
    JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
)
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, part.relid::int8, 0, NULL::int8, ARRAY[r.tgname]::text[], 0,
       part.state::text, n.nspname::text, c.relname::text, part.partitions
FROM part
JOIN pg_catalog.pg_trigger r ON r.oid = part.root AND r.tgenabled <> part.state
JOIN pg_catalog.pg_class c ON c.oid = r.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
ORDER BY part.relid, r.tgname
"""


@definition
class PartitionTrigger:
    """`state` is tgenabled: O, D, R, A; the partitioned table that has the trigger is `schema`.`table`.

    `partitions` are the table and those above it up to that one: schema, name, schema, name, …
    """

    state: str
    schema: str = field(compare=False)
    table: str = field(compare=False)
    partitions: tuple[str, ...] = field(compare=False)


def whole(fact: Fact) -> ObjectId:
    """The trigger of which it is a part."""
    return ObjectId("trigger", (fact.definition.schema, fact.definition.table, fact.id.path[-1]))


def refers(fact: Fact) -> tuple[ObjectId, ...]:
    """The trigger, and the links by which it comes down from there."""
    names = fact.definition.partitions
    return (whole(fact), *(ObjectId("partition", pair) for pair in zip(names[::2], names[1::2], strict=True)))


def enable(fact: Fact, state: str) -> Statements:
    return (Sql(f"{TRIGGER_STATES[state]} TRIGGER {quote(fact.id.path[-1])}", head=f"ALTER TABLE ONLY {qualified(*fact.id.path[:2])}"),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return enable(fact, fact.definition.state)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return enable(new, new.definition.state)


def drop(fact: Fact, context: Context) -> Statements:
    """As the partitioned table's is by now. It goes with that and with the partition, also where they are made anew and it with them."""
    stays = all(id in context.desired.facts for id in refers(fact))
    return () if not stays or fact.id in context.desired.facts else enable(fact, context.current.facts[whole(fact)].definition.state)


KIND = ObjectKind(
    name="partition trigger",
    definition=PartitionTrigger,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"state": alter},
    rename=no_rename,
    rank=83,
    drop_rank=2,
    refers=refers,
)
