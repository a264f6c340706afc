"""Actions that take away what is removed, and that alter what stays; what goes by itself needs no statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.fact import EdgeType
from schemadiff.diff.action import Action, Verb
from schemadiff.diff.closure import holders
from schemadiff.diff.compare import alter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context
    from schemadiff.diff.compare import Changes

MOVED = "moved to a new type"


def removals(changes: Changes, context: Context, cut: frozenset[ObjectId]) -> list[Action]:
    """One action for each removed fact that does not go with another one, and for those in `cut`, which break a cycle."""
    actions: dict[ObjectId, Action] = {}
    with_origin = {i for i in cut if goes_with_origin(context.current.facts[i], changes, context, cut)}
    for id in sorted(changes.removed - with_origin):
        if id in cut or carrier_of(context.current.facts[id], changes, context) is None:
            actions[id] = removal(context.current.facts[id], changes, context)
    for id in changes.removed - set(actions):
        fact = context.current.facts[id]
        owner = fact.origin if id in with_origin and fact.origin else final_carrier(fact, changes, context)
        while owner in with_origin:
            owner = context.current.facts[owner].origin or owner
        destroy(actions[owner], fact, context)
    return list(actions.values()) + [aside(context.current.facts[i], context) for i in sorted(changes.aside)]


def goes_with_origin(fact: Fact, changes: Changes, context: Context, cut: frozenset[ObjectId]) -> bool:
    """Whether a part that breaks a cycle goes with its origin, which breaks it, too, or is dropped by itself."""
    origin = fact.origin
    if origin is None or origin not in changes.removed or "drop" not in context.kinds[fact.id.kind].carried(fact):
        return False
    return origin in cut or carrier_of(context.current.facts[origin], changes, context) is None


def removal(fact: Fact, changes: Changes, context: Context) -> Action:
    kind = context.kinds[fact.id.kind]
    renamed = kind.set_aside(fact, context) if kind.set_aside and fact.id in changes.aside else None
    statements, verb = (renamed[1], Verb.DROP_ASIDE) if renamed else (kind.drop(fact, context), Verb.DROP)
    action = Action(verb=verb, subject=fact.id, statements=statements, key=(0, kind.drop_rank, fact.id))
    destroy(action, fact, context)
    return action


def aside(fact: Fact, context: Context) -> Action:
    """Renaming frees the name for the successor, while its users still have the old one."""
    kind = context.kinds[fact.id.kind]
    renamed = kind.set_aside(fact, context) if kind.set_aside else None
    action = Action(verb=Verb.ASIDE, subject=fact.id, statements=renamed[0] if renamed else (), key=(0, 98, fact.id))
    action.frees.update(kind.names(fact))
    return action


def destroy(action: Action, fact: Fact, context: Context) -> None:
    action.destroys.add(fact.id)
    if action.verb is not Verb.DROP_ASIDE:
        action.frees.update(context.kinds[fact.id.kind].names(fact))


def carrier_of(fact: Fact, changes: Changes, context: Context) -> ObjectId | None:
    """What takes this one along when it is dropped: its whole, an automatic dependency, its origin."""
    if fact.parent is not None and fact.parent in changes.removed:
        return fact.parent
    for edge in context.current.outgoing.get(fact.id, ()):
        if edge.type is not EdgeType.NORMAL and edge.target in changes.removed and fact.id not in changes.aside:
            return edge.target if linked(fact, edge.target, changes, context) else None
    if fact.origin is not None and fact.origin in changes.removed and "drop" in context.kinds[fact.id.kind].carried(fact):
        return fact.origin if linked(fact, fact.origin, changes, context) else None
    return None


def linked(fact: Fact, origin: ObjectId, changes: Changes, context: Context) -> bool:
    """Whether the whole of `fact` still is a part of that of `origin` when the latter goes: not where that whole goes, or its link.

    A link that is made anew is there again by then (`Graph.link_relinked`), or is not away yet (`Graph.link_holders`).
    """
    whole = context.current.facts[origin].parent
    if whole is None or fact.parent is None or fact.parent in changes.removed:
        return True
    links = [link.id for link in context.current.children.get(fact.parent, ()) if link.id in changes.removed]
    links = [i for i in links if i not in changes.added or origin not in holders(i, context)]
    if "alter" in context.kinds[fact.id.kind].carried(fact):
        links = [i for i in links if i not in changes.added or all(e.target != whole for e in context.desired.outgoing.get(i, ()))]
    return whole not in changes.removed and all(e.target != whole for i in links for e in context.current.outgoing.get(i, ()))


def final_carrier(fact: Fact, changes: Changes, context: Context) -> ObjectId:
    """The end of the chain of carriers: what is really dropped."""
    carrier = carrier_of(fact, changes, context)
    return fact.id if carrier is None else final_carrier(context.current.facts[carrier], changes, context)


def alterations(changes: Changes, context: Context) -> list[Action]:
    """One action for each altered fact, unless the same happens to it through its origin."""
    actions = []
    through: dict[ObjectId, set[ObjectId]] = {}
    for verb, table in ((Verb.ALTER, changes.altered), (Verb.REBIND, changes.rebound)):
        for id, found in sorted(table.items()):
            statements = found
            have, want = context.current.facts[id], context.desired.facts[id]
            carried = carried_along(id, changes, context)
            if carried:
                rest = tuple(n for n in changes.attributes.get(id, ()) if n not in carried)
                statements = (alter(have, want, rest, context) or ()) if rest and verb is Verb.ALTER else ()
                if have.origin is not None:
                    through.setdefault(have.origin, set()).add(id)
                if not statements:
                    continue
            kind = context.kinds[id.kind]
            before, after = set(kind.names(have)), set(kind.names(want))
            key = (1, kind.rank or 0, id.path, 0, id)
            action = Action(verb=verb, subject=id, statements=statements, key=key, alters={id}, frees=before - after, takes=after - before)
            actions.append(action)
    for action in actions:
        action.alters |= heirs(action.subject, through)
    return actions


def heirs(id: ObjectId, through: Mapping[ObjectId, set[ObjectId]]) -> set[ObjectId]:
    """All that is altered through `id`."""
    found: set[ObjectId] = set()
    for heir in through.get(id, ()):
        found |= {heir} | heirs(heir, through)
    return found


def carried_along(id: ObjectId, changes: Changes, context: Context) -> tuple[str, ...]:
    """The attributes in which PostgreSQL makes the very same change because it is made to the origin."""
    fact = context.current.facts[id]
    origin, carried = fact.origin, context.kinds[id.kind].carried(fact)
    if origin is None or context.desired.facts[id].origin != origin or "alter" not in carried:
        return ()
    if id in changes.rebound:
        return (MOVED,) if origin in changes.rebound else ()
    apart = context.kinds[id.kind].apart
    return tuple(n for n in changes.attributes[origin] if n not in apart) if origin in changes.altered else ()
