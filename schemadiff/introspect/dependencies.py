"""Edges of a snapshot, from pg_depend (PostgreSQL documentation, 52.18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Edge, EdgeType
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

Address = tuple[int, int, int]  # classid, objid, objsubid

# Objects below 16384 were made by initdb; of those only the schema public (2200) can be depended on by what users change.
DEPENDENCIES = """
SELECT classid::int8, objid::int8, objsubid, refclassid::int8, refobjid::int8, refobjsubid, deptype::text
FROM pg_catalog.pg_depend
WHERE objid >= 16384 AND (refobjid >= 16384 OR refobjid = 2200)
"""

EDGE_TYPES = {"n": EdgeType.NORMAL, "a": EdgeType.AUTO, "i": EdgeType.NORMAL, "P": EdgeType.PART, "S": EdgeType.PART}
STRENGTH = {EdgeType.NORMAL: 0, EdgeType.PART: 1, EdgeType.AUTO: 2}
PARTS_OF = {"e": 0, "i": 1, "a": 2}
PG_ATTRDEF = 2604  # the expression of a generated column, an automatic part of it


class Dependencies:
    """pg_depend, and the addresses that stand for another one.

    A row type, a view's _RETURN rule, the index under a constraint, the trigger of a foreign key are no facts of their own:
    PostgreSQL marks them as internal parts ('i') of what they belong to, extension members by 'e'.
    """

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.members = {(r[0], r[1], r[2]) for r in rows if r[6] == "e"}
        self.whole: dict[Address, Address] = {}
        best: dict[Address, int] = {}
        for r in rows:
            strength = PARTS_OF.get(r[6])
            address = (r[0], r[1], r[2])
            if r[6] == "a" and r[0] != PG_ATTRDEF:
                continue
            if strength is not None and strength < best.get(address, 9):
                best[address], self.whole[address] = strength, (r[3], r[4], r[5])

    def resolve_part(self, address: Address, addresses: Mapping[Address, ObjectId]) -> ObjectId | None:
        """As `resolve`, but what belongs to an extension has no fact."""
        return None if (address[0], address[1], 0) in self.members else self.resolve(address, addresses)

    def resolve(self, address: Address, addresses: Mapping[Address, ObjectId]) -> ObjectId | None:
        """The fact at `address`, or the one that it is an internal part of; None where there is none."""
        for _ in range(8):
            found = addresses.get(address)
            if found is not None:
                return found
            next_address = self.whole.get(address) or ((address[0], address[1], 0) if address[2] else None)
            if next_address is None:
                return None
            address = next_address
        return None


def edges_of(facts: Mapping[ObjectId, Fact], addresses: Mapping[Address, ObjectId], dependencies: Dependencies) -> frozenset[Edge]:
    """Edges between facts; those that only repeat parenthood are left out."""
    edges = set()
    takers = {(f.parent, t): f.id for f in facts.values() for t in KIND[f.id.kind].takes if f.parent is not None}
    for row in dependencies.rows:
        source = dependencies.resolve((row[0], row[1], row[2]), addresses)
        target = dependencies.resolve((row[3], row[4], row[5]), addresses)
        type = EDGE_TYPES.get(row[6])
        if source is None or target is None or type is None or source not in facts or target not in facts:
            continue
        if source == target or facts[source].parent == target or inside(target, source, facts):
            continue
        taker = takers.get((source, type))
        if taker is not None and taker != target:
            edges.add(Edge(taker, target, EdgeType.NORMAL))
            edges.add(Edge(source, target, EdgeType.PART))
        else:
            edges.add(Edge(source, target, type))
    return frozenset(strongest(to_stubs(edges, facts)))


def to_stubs(edges: set[Edge], facts: Mapping[ObjectId, Fact]) -> Iterable[Edge]:
    """Where two facts need each other, the stub of the one is what the other needs, and goes with."""
    pairs = {(e.source, e.target) for e in edges}
    for edge in edges:
        stub = facts[edge.target].parent
        mutual = stub is not None and KIND[stub.kind].stub and (edge.target, edge.source) in pairs
        yield Edge(edge.source, stub, EdgeType.AUTO) if mutual and stub else edge


def strongest(edges: Iterable[Edge]) -> Iterable[Edge]:
    """Between two facts one edge: AUTO and PART say more than NORMAL."""
    best: dict[tuple[ObjectId, ObjectId], Edge] = {}
    for edge in edges:
        known = best.get((edge.source, edge.target))
        if known is None or STRENGTH[known.type] < STRENGTH[edge.type]:
            best[edge.source, edge.target] = edge
    return best.values()


def inside(id: ObjectId, ancestor: ObjectId, facts: Mapping[ObjectId, Fact]) -> bool:
    """Whether `id` is a part of `ancestor`."""
    parent = facts[id].parent
    return parent is not None and (parent == ancestor or inside(parent, ancestor, facts))
