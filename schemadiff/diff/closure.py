"""What a set of changes entails: users of what is dropped or retyped must be rebuilt, parts go with their whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.fact import EdgeType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context
    from schemadiff.diff.compare import Changes


def close(changes: Changes, context: Context) -> None:
    """Extends `changes` until nothing that stays depends on something that goes.

    Replaced objects end up both in `removed` and in `added`, with all their parts.
    """
    pending: list[ObjectId] = sorted({*changes.removed, *changes.replaced, *changes.retyped()})
    for id in sorted(changes.replaced):
        expand(id, changes, context, pending)
    while fallen := {i for i in changes.aside if stands_on_gone(i, changes, context)}:
        changes.aside -= fallen
    seen: set[tuple[ObjectId, bool]] = set()
    spread(pending, seen, changes, context)
    while settle(changes, context, pending):
        spread(pending, seen, changes, context)
    while found := entailed(changes, context):
        for other in found:
            replace(other, changes, context, pending)
        spread(pending, seen, changes, context)
        while settle(changes, context, pending):
            spread(pending, seen, changes, context)


def settle(changes: Changes, context: Context, pending: list[ObjectId]) -> bool:
    """What uses something that is dropped before its successor is made cannot be set aside until then; whether there was any such.

    Its users have nothing to move to then, and are replaced, too.
    """
    found = [i for i in sorted(changes.aside) if any(not waits(e.target, changes, context) for e in context.current.outgoing.get(i, ()))]
    for id in found:
        changes.aside.discard(id)
        for user in users(id, context):
            if user in changes.rebound:
                replace(user, changes, context, pending)
    return bool(found)


def waits(id: ObjectId, changes: Changes, context: Context) -> bool:
    """Whether it stays, or is there until its successor is made, as a part of what is."""
    whole: ObjectId | None = id
    while whole is not None and whole not in changes.aside:
        whole = context.current.facts[whole].parent
    return whole is not None or id not in changes.removed


def spread(pending: list[ObjectId], seen: set[tuple[ObjectId, bool]], changes: Changes, context: Context) -> None:
    """What happens to the users of `pending`, and to theirs."""
    while pending:
        id = pending.pop()
        gone = id in changes.removed
        if (id, gone) in seen:
            continue
        seen.add((id, gone))
        stub = stub_of(id, context)
        if gone and stub is not None and stub not in changes.removed:
            replace(stub, changes, context, pending)
        for user in users(id, context):
            affect(user, id, changes, context, pending)


def entailed(changes: Changes, context: Context) -> list[ObjectId]:
    """What stays so far, and must be replaced since what is added or removed cannot be so without.

    The outermost first: with a table go the links of its partitions, and then their indexes may stay.
    """
    found: set[ObjectId] = set()
    for verb, ids, snapshot in (("drop", changes.removed, context.current), ("add", changes.added, context.desired)):
        for name, kind in context.kinds.items() if ids else ():
            if kind.entails is None:
                continue
            for fact in snapshot.by_kind.get(name, ()):
                if fact.id in ids:
                    found.update(kind.entails(fact, verb, changes.removed, context))
    for id in changes.removed & changes.added:
        found.update(holders(id, context))
    staying = sorted(i for i in found - changes.removed if i in context.current.facts and i in context.desired.facts)
    return [i for i in staying if len(i.path) == min(len(s.path) for s in staying)]


def holders(id: ObjectId, context: Context) -> tuple[ObjectId, ...]:
    """What keeps `id` from going today."""
    return context.kinds[id.kind].holders(context.current.facts[id], context.current)


def stub_of(id: ObjectId, context: Context) -> ObjectId | None:
    """What `id` completes."""
    parent = context.current.facts[id].parent
    return parent if parent is not None and context.kinds[parent.kind].stub else None


def users(id: ObjectId, context: Context) -> Iterator[ObjectId]:
    """What depends on `id` today, its own parts (a column's default) among it."""
    for edge in context.current.incoming.get(id, ()):
        yield edge.source
    for child in context.current.children.get(id, ()):
        yield child.id


def affect(user: ObjectId, id: ObjectId, changes: Changes, context: Context, pending: list[ObjectId]) -> None:
    """What happens to `user` because `id`, on which it depends, is dropped or retyped."""
    if user in changes.removed:
        return
    kind = context.kinds[user.kind]
    gone = id in changes.removed
    if not gone and follows(user, context):
        return
    if gone and can_let_go(user, id, changes, context):
        return
    if not gone and user in changes.altered and not still_uses(user, id, context):
        return
    if gone and id in changes.aside and kind.rebind is not None:
        statements = kind.rebind(context.current.facts[user], context.desired.facts[user], id, context)
        if statements is not None:
            if user not in changes.rebound:
                changes.rebound[user] = statements
                pending.append(user)
            return
    replace(user, changes, context, pending)


def follows(id: ObjectId, context: Context) -> bool:
    """Whether it need not go when the type of what it uses is altered."""
    kind = context.kinds[id.kind]
    return kind.follows and not kind.rebuilt(context.current.facts[id])


def can_let_go(user: ObjectId, id: ObjectId, changes: Changes, context: Context) -> bool:
    """Whether `user`, which stays, is altered so that it needs `id` no more, or only loses a link, which is a fact of its own."""
    if any(e.target == id and e.type is EdgeType.PART for e in context.current.outgoing.get(user, ())):
        return context.desired.facts[user].parent != id
    return user in changes.altered and not still_uses(user, id, context)


def still_uses(user: ObjectId, id: ObjectId, context: Context) -> bool:
    return context.desired.facts[user].parent == id or any(e.target == id for e in context.desired.outgoing.get(user, ()))


def replace(id: ObjectId, changes: Changes, context: Context, pending: list[ObjectId]) -> None:
    if id not in changes.replaced:
        changes.replaced.add(id)
        expand(id, changes, context, pending)


def expand(id: ObjectId, changes: Changes, context: Context, pending: list[ObjectId]) -> None:
    """A replaced object with all its parts is removed and added. A part goes with its whole, not aside."""
    current, desired = context.current.facts[id], context.desired.facts[id]
    kind = context.kinds[id.kind]
    for fact in context.current.family(current.id):
        changes.removed.add(fact.id)
        changes.aside.discard(fact.id)
        changes.altered.pop(fact.id, None)
        changes.rebound.pop(fact.id, None)
        pending.append(fact.id)
    kept = current.parent not in changes.removed and not stands_on_gone(id, changes, context)
    if kept and kind.set_aside is not None and kind.set_aside(current, context) is not None:
        changes.aside.add(id)
    changes.added.update(f.id for f in context.desired.family(desired.id))


def stands_on_gone(id: ObjectId, changes: Changes, context: Context) -> bool:
    """Whether it is made of what is made anew, and cannot be set aside: then neither can it (a domain over a composite type)."""
    gone = (e.target for e in context.current.outgoing.get(id, ()) if e.target in changes.removed - changes.aside)
    return any(i in changes.added and context.kinds[i.kind].set_aside is not None for i in gone)
