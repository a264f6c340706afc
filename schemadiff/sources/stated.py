"""What a state says and what a server chose by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.objects import KIND

if TYPE_CHECKING:
    from schemadiff.core.fact import Snapshot


def as_stated(snapshot: Snapshot, sql: str) -> Snapshot:
    """`snapshot` without what the server chose by itself where `sql` says nothing of it."""
    facts = {id: stated(fact, sql) if (stated := KIND[id.kind].stated) else fact for id, fact in snapshot.facts.items()}
    return replace(snapshot, facts=facts)


def with_versions_of(original: Snapshot, rebuilt: Snapshot) -> Snapshot:
    """`rebuilt` with those facts of `original` of which a server makes its own version, and what it has besides facts."""
    kept = {id: f for id, f in original.facts.items() if id in rebuilt.facts and (KIND[id.kind].stated or KIND[id.kind].include)}
    return replace(rebuilt, facts={**rebuilt.facts, **kept}, unmodelled=original.unmodelled)
