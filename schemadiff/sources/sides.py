"""What two states have to say to each other: objects of the whole server that are made elsewhere are compared with nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.objects import KIND

if TYPE_CHECKING:
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.identity import ObjectId


def set_apart(one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot]:
    """The two states without what is left alone, and all that is part of it, on both sides."""
    gone = left_alone(one, other) | left_alone(other, one)
    return (one.less(gone), other.less(gone)) if gone else (one, other)


def left_alone(one: Snapshot, other: Snapshot) -> set[ObjectId]:
    """Facts of `one` that its kinds leave alone, given `other`."""
    shared = [name for name in one.by_kind if KIND[name].include is not None]
    return {f.id for name in shared for f in one.by_kind[name] if KIND[name].left_alone(f, other.facts.get(f.id))}


def own(snapshot: Snapshot) -> Snapshot:
    """`snapshot` without what is left alone whatever there is on the other side."""
    gone = left_alone(snapshot, snapshot)
    return snapshot.less(gone) if gone else snapshot
