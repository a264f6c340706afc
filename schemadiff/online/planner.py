"""Lock-safe steps in the place of those for which the users of a table would wait.

What is safe is the kinds' knowledge (`ObjectKind.online`, `swap`); here it is decided where it is needed, and arranged: what
is made with commits in between comes as late as the order allows, so that the rest stays in one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.diff import Action, Verb, sort
from schemadiff.diff import plan as plain_plan

if TYPE_CHECKING:
    from schemadiff.core.busy import Busy
    from schemadiff.core.fact import Fact, Snapshot
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context, Statements
    from schemadiff.core.plan import Plan

LATE = 2
"""Where in a plan what commits by itself stands, by its first sort key; drops are 0, the rest is 1."""


def plan(current: Snapshot, desired: Snapshot, *, busy: Busy, target_version: int | None = None) -> Plan:
    """As `diff.plan`, lock-safe for the tables that are `busy`. Raises PlanError."""
    if not (busy.every or busy.tables):
        return plain_plan(current, desired, target_version=target_version)
    return plain_plan(current, desired, target_version=target_version, rewrite=lambda actions, context: safe(actions, context, busy))


def safe(actions: list[Action], context: Context, busy: Busy) -> list[Action]:
    """`actions`, changed in place, in an order that they allow."""
    made = {id for action in actions for id in action.produces}
    gone = {id for action in actions for id in action.destroys}
    drops = {a.subject: a for a in actions if a.verb is Verb.DROP}
    changed = False
    for action in actions:
        if action.verb not in (Verb.ADD, Verb.ALTER):
            continue
        drop = drops.get(action.subject) if action.verb is Verb.ADD else None
        if is_concerned(action, context, busy, made | gone):
            batches = busy.every and in_batches(action, actions, context)
            changed |= batches or swapped(action, drop, actions, context) or rewritten(action, context)
    for action in drops.values():
        if action.statements and is_concerned(action, context, busy, made | gone):
            changed |= rewritten(action, context)
    return sort(actions) if changed else actions


def is_concerned(action: Action, context: Context, busy: Busy, new: set[ObjectId]) -> bool:
    """Whether it is about a table in use, which neither is new nor goes."""
    fact = context.desired.facts.get(action.subject) or context.current.facts.get(action.subject)
    if fact is None:
        # It came by itself with a new object, and is not wanted.
        return False
    root = whole(fact, context)
    return root.id not in new and root.id in context.current.facts and any(map(busy.holds, context.kinds[fact.id.kind].waits(fact)))


def whole(fact: Fact, context: Context) -> Fact:
    """What it is a part of, in the end."""
    while fact.parent is not None:
        fact = context.desired.facts.get(fact.parent) or context.current.facts[fact.parent]
    return fact


def swapped(action: Action, drop: Action | None, actions: list[Action], context: Context) -> bool:
    """Makes `action` do also what `drop` does, where nothing waits for that but it."""
    swap = context.kinds[action.subject.kind].swap
    if swap is None or drop is None or not drop.statements or any(drop in a.before for a in actions if a is not action):
        return False
    found = swap(context.current.facts[action.subject], context.desired.facts[action.subject], action.statements, context)
    if found is None:
        return False
    drop.statements = ()
    put(action, found)
    return True


def in_batches(action: Action, actions: list[Action], context: Context) -> bool:
    """Gives `action` the form that works through the rows in batches, where there is one; it does also what that does besides."""
    batched = context.kinds[action.subject.kind].batched
    if batched is None:
        return False
    have = context.current.facts.get(action.subject) if action.verb is not Verb.ADD else None
    want = context.desired.facts.get(action.subject)
    found, besides = batched(have, want, action.statements, context)
    if all(s.transactional for s in found):
        action.statements = found  # at most with a reason
        return False
    for other in actions:
        if other is not action and other.subject in besides:
            other.statements = ()
    action.statements, action.key = found, (LATE, *action.key)
    return True


def rewritten(action: Action, context: Context) -> bool:
    """Gives `action` its lock-safe form, where there is one."""
    online = context.kinds[action.subject.kind].online
    if online is None:
        return False
    have = context.current.facts.get(action.subject) if action.verb is not Verb.ADD else None
    want = context.desired.facts.get(action.subject) if action.verb is not Verb.DROP else None
    found = online(have, want, action.statements, context)
    if found == action.statements:
        return False
    put(action, found)
    return True


def put(action: Action, statements: Statements) -> None:
    action.statements = statements
    if action.verb is Verb.ADD and any(s.alone or not s.transactional for s in statements):
        action.key = (LATE, *action.key)
