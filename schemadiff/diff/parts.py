"""A snapshot's SQL by the object that it makes, for a folder with a file an object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.core.kind import Context
from schemadiff.diff.planner import empty, ordered, to_plan
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.plan import Plan
    from schemadiff.diff.action import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """All statements that make `object`, which is a part of nothing else, with its columns, indexes, comments and privileges."""

    object: ObjectId
    plan: Plan


def parts(snapshot: Snapshot) -> tuple[Part, ...]:
    """The plan that makes all of `snapshot` in an empty database, divided by object, in the order of creation.

    They are read back by what orders statements itself and looks into no routine (`schemadiff.parser.load`).
    """
    context = Context(current=empty(snapshot.version), desired=snapshot, kinds=KIND, version=snapshot.version, in_any_order=True)
    found: dict[ObjectId, list[Action]] = {}
    for action in ordered(context):
        found.setdefault(home(action.subject, snapshot), []).append(action)
    made = [Part(object=id, plan=to_plan(actions, context, with_settings=False)) for id, actions in found.items()]
    return tuple(p for p in made if p.plan.statements)


def home(id: ObjectId, snapshot: Snapshot) -> ObjectId:
    """The object with which `id` is made: its own whole, or that of what it must come after and would not fail without."""
    fact = snapshot.facts.get(id)
    late = KIND[id.kind].late(fact, snapshot) if fact is not None else ()
    wholes = [whole(id, snapshot), *(whole(other, snapshot) for other in late if other in snapshot.facts)]
    return max(wholes, key=lambda w: (w.kind, w.path))


def whole(id: ObjectId, snapshot: Snapshot) -> ObjectId:
    """The outermost object that `id` is a part of."""
    fact = snapshot.facts.get(id)
    while fact is not None and fact.parent is not None:
        id, fact = fact.parent, snapshot.facts.get(fact.parent)
    return id
