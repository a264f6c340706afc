"""Snapshots as JSON text and back: what the cache stores and `schema inspect --format json` prints.

Shape: `{"version": 1, "server_version": 180006, "facts": [[kind, path, parent, origin, position, {attribute: value}]], "edges":
[[source, target, type]], "unmodelled": [[type, schema, identity]]}`; an identity is `[kind, name, …]`, parent and origin are
identities or null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from schemadiff.core.fact import Edge, EdgeType, Fact, Snapshot, Unmodelled, frozen, known
from schemadiff.core.identity import ObjectId

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from schemadiff.core.kind import ObjectKind

FORMAT = 1


def encode(snapshot: Snapshot) -> str:
    """`snapshot` as one line of JSON, the same for the same snapshot."""
    facts = [
        [f.id.kind, f.id.path, address(f.parent), address(f.origin), f.position, values(f.definition)]
        for f in sorted(snapshot.facts.values(), key=lambda f: f.id)
    ]
    edges = [[address(e.source), address(e.target), e.type] for e in sorted(snapshot.edges)]
    shape = {"version": FORMAT, "server_version": snapshot.version, "facts": facts, "edges": edges, "unmodelled": snapshot.unmodelled}
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":"))


def document(snapshot: Snapshot) -> dict[str, Any]:
    """`snapshot` as docs/json.md describes it; `decode` reads its JSON, too."""
    return {**head(snapshot), "facts": list(facts_of(snapshot)), "edges": list(edges_of(snapshot))}


def head(snapshot: Snapshot) -> dict[str, Any]:
    """A document less its long members."""
    return {
        "postgresql": snapshot.version,
        "fingerprint": snapshot.fingerprint,
        "unmodelled": [list(u) for u in snapshot.unmodelled],
    }


def facts_of(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """The facts of a document."""
    for f in snapshot.facts.values():
        yield {
            "kind": f.id.kind,
            "path": list(f.id.path),
            "parent": address(f.parent),
            "origin": address(f.origin),
            "position": f.position,
            "definition": values(f.definition),
        }


def edges_of(snapshot: Snapshot) -> Iterator[list[Any]]:
    """The edges of a document."""
    return ([address(e.source), address(e.target), str(e.type)] for e in sorted(snapshot.edges))


def values(definition: Any) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in definition.__slots__}


def address(id: ObjectId | None) -> list[str] | None:
    return None if id is None else [id.kind, *id.path]


def decode(text: str, kinds: Mapping[str, ObjectKind]) -> Snapshot:
    """Reads what `encode` wrote, or a document. Raises ValueError for anything else, an unknown format or kind among it."""
    shape = json.loads(text)
    if not isinstance(shape, dict) or shape.get("version") != FORMAT:
        raise ValueError("not a snapshot of this version of schemadiff")
    try:
        facts = [fact(f, kinds) for f in shape["facts"]]
        edges = frozenset(Edge(identity(s), identity(t), EdgeType(type)) for s, t, type in shape["edges"])
        left = tuple(Unmodelled(*row) for row in shape.get("unmodelled", ()))
        version = shape["postgresql"] if "postgresql" in shape else shape["server_version"]
        return Snapshot(facts={f.id: f for f in facts}, edges=edges, version=version, unmodelled=left)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a snapshot: {error}") from error


def fact(row: list[Any] | dict[str, Any], kinds: Mapping[str, ObjectKind]) -> Fact:
    members = row.values() if isinstance(row, dict) else row
    kind, path, parent, origin, position, definition = members
    return Fact(
        id=ObjectId(kind, tuple(path)),
        parent=identity(parent) if parent else None,
        origin=identity(origin) if origin else None,
        position=position,
        definition=known(kinds[kind].definition, tuple(definition), frozen(list(definition.values()))),  # type: ignore[arg-type]
    )


def identity(parts: list[str]) -> ObjectId:
    return ObjectId(parts[0], tuple(parts[1:]))
