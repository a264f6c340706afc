"""Facts, edges and snapshots: what was read from one database at one moment."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from schemadiff.core.identity import ObjectId

Definition = Any  # a frozen dataclass of the kind's own; only its equality and its field names matter to the kernel


class EdgeType(enum.StrEnum):
    """Why one fact needs another (PostgreSQL documentation, 52.18 "pg_depend").

    NORMAL: the other must exist first and blocks its own removal. AUTO: besides, this fact goes when the other goes.
    PART: as AUTO in teardown, yet creation does not wait for it, because a sub-object fact of its own makes the link.
    """

    NORMAL = "n"
    AUTO = "a"
    PART = "p"


class Edge(NamedTuple):
    """`source` depends on `target`."""

    source: ObjectId
    target: ObjectId
    type: EdgeType


class Unmodelled(NamedTuple):
    """An object for which there is no fact, as pg_identify_object() names it; `schema` is None where it has none."""

    type: str
    schema: str | None
    identity: str

    def __str__(self) -> str:
        return f"{self.type} {self.identity}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One catalogued thing.

    `parent` is what it is a part of (a column's table) and goes with; `origin` is the fact from which PostgreSQL derives it
    (the column of the parent table of a partition); `position` orders it among its siblings and is not compared.
    """

    id: ObjectId
    definition: Definition
    parent: ObjectId | None = None
    origin: ObjectId | None = field(default=None, compare=False)
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Facts and edges of one database at one moment. `version` is server_version_num."""

    facts: Mapping[ObjectId, Fact]
    edges: frozenset[Edge]
    version: int
    unmodelled: tuple[Unmodelled, ...] = ()
    """What else there is: it is neither compared nor changed."""

    @cached_property
    def children(self) -> Mapping[ObjectId, tuple[Fact, ...]]:
        """Facts by parent, in their order."""
        return grouped(self.facts.values(), attrgetter("parent"))

    @cached_property
    def outgoing(self) -> Mapping[ObjectId, tuple[Edge, ...]]:
        """Edges by source."""
        return sorted_groups(grouped(self.edges, attrgetter("source")))

    @cached_property
    def incoming(self) -> Mapping[ObjectId, tuple[Edge, ...]]:
        """Edges by target."""
        return sorted_groups(grouped(self.edges, attrgetter("target")))

    @cached_property
    def derived(self) -> Mapping[ObjectId, tuple[Fact, ...]]:
        """Facts by origin."""
        return grouped((f for f in self.facts.values() if f.origin is not None), attrgetter("origin"))

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Fact, ...]]:
        """Facts by the name of their kind."""
        return grouped(self.facts.values(), lambda f: f.id.kind)

    def family(self, root: ObjectId) -> tuple[Fact, ...]:
        """The fact `root` and all that is part of it, parents first."""
        found = [self.facts[root]]
        for fact in found:
            found.extend(self.children.get(fact.id, ()))
        return tuple(found)

    def less(self, roots: Iterable[ObjectId]) -> Snapshot:
        """Without the facts `roots`, those of them that there are, and all that is part of these."""
        gone = {fact.id for root in roots if root in self.facts for fact in self.family(root)}
        facts = {id: fact for id, fact in self.facts.items() if id not in gone}
        edges = frozenset(e for e in self.edges if e.source not in gone and e.target not in gone)
        return Snapshot(facts=facts, edges=edges, version=self.version, unmodelled=self.unmodelled)

    @cached_property
    def fingerprint(self) -> str:
        """A hash over everything that is compared; equal fingerprints mean equal schemas. 64 hexadecimal digits."""
        facts = [self.facts[id] for id in sorted(self.facts)]
        rows = [(*f.id, *[getattr(f.definition, n) for n in compared(f.definition.__class__)]) for f in facts]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def frozen(value: Any) -> Any:
    """Lists, as databases and JSON give them, as the tuples that definitions hold."""
    return tuple(map(frozen, value)) if type(value) is list else value


@cache
def known(definition: Callable[..., Definition], names: tuple[str, ...], values: tuple[Any, ...]) -> Definition:
    """A definition with these values; equal ones, of which a schema has thousands, are one object."""
    return definition(**dict(zip(names, values, strict=True)))


@cache
def compared(definition: type[Any]) -> tuple[str, ...]:
    """Names of the attributes of a kind's definition that are compared, in their order."""
    return tuple(f.name for f in fields(definition) if f.compare)


def grouped(items: Iterable[Any], key: Any) -> Mapping[Any, tuple[Any, ...]]:
    """`items` by `key(item)`, their order kept."""
    groups: dict[Any, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {k: tuple(v) for k, v in groups.items()}


def sorted_groups(groups: Mapping[Any, tuple[Any, ...]]) -> Mapping[Any, tuple[Any, ...]]:
    """Each group sorted: sets have no order that plans could repeat."""
    return {k: v if len(v) == 1 else tuple(sorted(v)) for k, v in groups.items()}
