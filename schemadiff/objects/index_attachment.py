"""That a partition's index is part of its parent's (PostgreSQL documentation, ALTER INDEX … ATTACH PARTITION; pg_inherits).

Attaching is idempotent; it cannot be undone but by dropping one of the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.fact import EdgeType, Fact, Snapshot
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, h.inhrelid::int8, 0, NULL::int8, '{}'::text[], 0,
       pn.nspname::text, p.relname::text
FROM pg_catalog.pg_inherits h
JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid AND c.relkind IN ('i', 'I')
JOIN pg_catalog.pg_class p ON p.oid = h.inhparent
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
ORDER BY h.inhrelid
"""


@definition
class IndexAttachment:
    """The index of the parent table, by its names."""

    schema: str
    index: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: IndexAttachment = fact.definition
    child = qualified(fact.id.path[0], fact.id.path[2])
    return (Sql(f"ALTER INDEX {qualified(d.schema, d.index)} ATTACH PARTITION {child}"),)


def drop(fact: Fact, context: Context) -> Statements:
    """Detaching a table detaches its indexes; alone it cannot be done."""
    return ()


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """The table must be a partition first."""
    return (ObjectId("partition", fact.id.path[:2]),)


def entails(fact: Fact, verb: str, removed: AbstractSet[ObjectId], context: Context) -> tuple[ObjectId, ...]:
    """While the table stays a partition, its index goes with the parent's, and cannot go without.

    One that is a constraint's cannot even go with it where that is a plain index: then the table is detached meanwhile.
    """
    if verb == "add" or fact.parent is None or removed & {ObjectId("partition", fact.id.path[:2]), ObjectId("table", fact.id.path[:2])}:
        return ()
    index = context.current.facts[fact.parent]
    if index.origin is None:
        return (index.id, ObjectId("partition", fact.id.path[:2]))
    return (index.id, index.origin)


KIND = ObjectKind(
    name="index attachment",
    definition=IndexAttachment,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"schema", "index"}),
    rank=69,
    drop_rank=1,
    follows=True,
    takes=frozenset({EdgeType.PART}),
    requires=requires,
    entails=entails,
)
