"""Edges of a snapshot, from pg_depend (PostgreSQL documentation, 52.18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Edge, EdgeType
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

    Strongest = dict[tuple[ObjectId, ObjectId], EdgeType]
    """Edges by what they join."""

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
    best: Strongest = {}
    takers = takers_of(facts)
    for classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype in dependencies.rows:
        address, other = (classid, objid, objsubid), (refclassid, refobjid, refobjsubid)
        # Most rows are between facts themselves: `resolve` is called for the others only.
        source = addresses.get(address) or dependencies.resolve(address, addresses)
        target = addresses.get(other) or dependencies.resolve(other, addresses)
        type = EDGE_TYPES.get(deptype)
        if source is None or target is None or type is None or source == target or source not in facts or target not in facts:
            continue
        if facts[source].parent == target or inside(target, source, facts):
            continue
        taker = takers.get((source, type)) if takers else None
        if taker is not None and taker != target:
            keep(best, taker, target, EdgeType.NORMAL)
            keep(best, source, target, EdgeType.PART)
        else:
            keep(best, source, target, type)
    return frozenset(Edge(source, target, type) for (source, target), type in to_stubs(best, facts).items())


def takers_of(facts: Mapping[ObjectId, Fact]) -> dict[tuple[ObjectId, EdgeType], ObjectId]:
    """Which part takes the edges of a type from its whole."""
    taking = {name: kind.takes for name, kind in KIND.items() if kind.takes}
    return {(f.parent, t): f.id for f in facts.values() if f.parent is not None for t in taking.get(f.id.kind, ())}


def keep(best: Strongest, source: ObjectId, target: ObjectId, type: EdgeType) -> None:
    """Between two facts one edge: AUTO and PART say more than NORMAL."""
    known = best.setdefault((source, target), type)
    if STRENGTH[known] < STRENGTH[type]:
        best[source, target] = type


def to_stubs(edges: Strongest, facts: Mapping[ObjectId, Fact]) -> Strongest:
    """Where two facts need each other, the stub of the one is what the other needs, and goes with."""
    stubs = {name for name, kind in KIND.items() if kind.stub}
    completing = {f.id: f.parent for f in facts.values() if f.parent is not None and f.parent.kind in stubs}
    if not completing:
        return edges
    found: Strongest = {}
    for (source, target), type in edges.items():
        stub = completing.get(target)
        if stub is not None and (target, source) in edges:
            keep(found, source, stub, EdgeType.AUTO)
        else:
            keep(found, source, target, type)
    return found


def inside(id: ObjectId, ancestor: ObjectId, facts: Mapping[ObjectId, Fact]) -> bool:
    """Whether `id` is a part of `ancestor`."""
    parent = facts[id].parent
    return parent is not None and (parent == ancestor or inside(parent, ancestor, facts))
