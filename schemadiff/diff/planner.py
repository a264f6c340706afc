"""The plan that takes one snapshot to another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.errors import PlanError
from schemadiff.core.fact import Fact, Snapshot
from schemadiff.core.kind import Context, Sql
from schemadiff.core.plan import Hazard, HazardCode, Plan, Statement
from schemadiff.diff.action import Action, Verb
from schemadiff.diff.closure import close, follows
from schemadiff.diff.compare import compare
from schemadiff.diff.creation import Creation
from schemadiff.diff.described import described
from schemadiff.diff.order import Graph
from schemadiff.diff.removal import alterations, removals
from schemadiff.diff.renames import Rename, rename_statements
from schemadiff.diff.sorting import CycleFoundError, sort
from schemadiff.objects import KIND, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from schemadiff.core.identity import ObjectId

    Rewrite = Callable[[list[Action], Context], list[Action]]


def plan(current: Snapshot, desired: Snapshot, *, target_version: int | None = None, rewrite: Rewrite | None = None) -> Plan:
    """The statements that take a database in state `current` to `desired`. Raises PlanError where there are none.

    `target_version` is the server_version_num of the database that they are for, where the snapshots come from another major.
    `rewrite` gets the ordered actions and returns those to be carried out in their place.
    """
    context = Context(current=current, desired=desired, kinds=KIND, version=target_version or current.version)
    actions = ordered(context)
    if rewrite is not None:
        actions = rewrite(actions, context)
    return replace(to_plan(actions, context), current=current.fingerprint, desired=desired.fingerprint)


def renaming(renames: Sequence[Rename], current: Snapshot, desired: Snapshot, *, target_version: int | None = None) -> Plan:
    """The plan that only renames: what is left to do can be planned once PostgreSQL has shown how everything reads then."""
    context = Context(current=current, desired=desired, kinds=KIND, version=target_version or current.version)
    statements = tuple(rename_statements(renames, current, context))
    return Plan(statements=statements, current="", desired="", summaries=tuple(dict.fromkeys(s.summary for s in statements)))


def ordered(context: Context) -> list[Action]:
    """All actions in an order that works. Raises PlanError where there is none."""
    changes = compare(context)
    close(changes, context)
    unfolded: frozenset[ObjectId] = frozenset()
    cut: frozenset[ObjectId] = frozenset()
    late: frozenset[tuple[ObjectId, ObjectId]] = frozenset()
    while True:
        actions = [*removals(changes, context, cut), *alterations(changes, context), *Creation(changes, context, unfolded).run()]
        Graph(actions, context, late).link()
        try:
            return sort(actions)
        except CycleFoundError as cycle:
            wider = unfolded | {a.subject for a in cycle.actions if a.verb is Verb.ADD and len(a.produces) > 1}
            deeper = cut | links(cycle.actions, context)
            later = late if (wider, deeper) != (unfolded, cut) else late | gone_late(cycle.actions, context)
            if (wider, deeper, later) == (unfolded, cut, late):
                message = f"these changes wait for each other: {cycle}"
                raise PlanError(message, hint="this is a bug of schemadiff: please report both schemas") from None
            unfolded, cut, late = wider, deeper, later


def links(cycle: list[Action], context: Context) -> frozenset[ObjectId]:
    """Parts that go with their whole, by which the wholes of a cycle depend on each other or on what it alters: foreign keys, keys."""
    altered = {a.subject for a in cycle if a.verb is Verb.ALTER}
    destroyed = {i: a for a in cycle if a.verb is Verb.DROP for i in a.destroys}
    return frozenset(
        id
        for id, action in destroyed.items()
        if id != action.subject and not context.kinds[id.kind].inline_in_cycle
        for edge in context.current.outgoing.get(id, ())
        if destroyed.get(edge.target, action) is not action or edge.target in altered
    )


def gone_late(cycle: list[Action], context: Context) -> frozenset[tuple[ObjectId, ObjectId]]:
    """What a cycle drops, each with what it alters of which that is a part, or which it could use on: by the old type, or by its own."""
    gone = [context.current.facts[i] for a in cycle if a.verb is Verb.DROP for i in a.destroys]
    altered = {a.subject: any(s.retypes for s in a.statements) for a in cycle if a.verb is Verb.ALTER}
    parts = {(f.id, f.parent) for f in gone if f.parent is not None and f.parent in altered}
    used = {(f.id, e.target) for f in gone for e in context.current.outgoing.get(f.id, ()) if e.target in altered}
    return frozenset(parts | {(i, target) for i, target in used if not altered[target] or follows(i, context)})


def empty(version: int) -> Snapshot:
    """What a new database of that server_version_num holds."""
    facts = {f.id: f for kind in KINDS for f in kind.builtin(version)}
    return Snapshot(facts=facts, edges=frozenset(), version=version)


def create_script(snapshot: Snapshot) -> Plan:
    """The plan that makes all of `snapshot` in an empty database. Fingerprints, which take their time, are left empty."""
    context = Context(current=empty(snapshot.version), desired=snapshot, kinds=KIND, version=snapshot.version)
    return to_plan(ordered(context), context)


def to_plan(actions: list[Action], context: Context, *, with_settings: bool = True) -> Plan:
    """Ordered actions as statements: neighbours that alter the same table fold into one."""
    statements: list[Statement] = settings(actions, context) if with_settings else []
    whole = actions_on(actions)
    heads: list[str | None] = [None] * len(statements)
    summaries = []
    for action in actions:
        if not action.statements:
            continue
        words = summary(action, context)
        if not is_detail(action, whole, context):
            summaries.append(words)
        for sql in action.statements:
            made = statement(sql, action, words, context)
            if sql.alone and statements:
                statements[-1] = replace(statements[-1], commit_after=True)
            if sql.head is not None and heads and heads[-1] == sql.head and foldable(statements[-1], made):
                statements[-1] = folded(statements[-1], sql, made)
            else:
                statements.append(made)
                heads.append(sql.head)
    return Plan(
        statements=tuple(statements),
        current="",
        desired="",
        summaries=tuple(summaries),
    )


def settings(actions: list[Action], context: Context) -> list[Statement]:
    """Settings that some statement needs, once, at the head."""
    made = {i.kind for a in actions if a.statements for ids in (a.produces, a.alters) for i in ids}
    wanted = {s for kind in made for s in context.kinds[kind].settings}
    return [Statement(sql=f"SET {s}", summary=f"set {s}") for s in sorted(wanted)]


def statement(sql: Sql, action: Action, words: str, context: Context) -> Statement:
    return Statement(
        sql=sql.statement,
        summary=words,
        hazards=tuple(hazards(sql, action, context)),
        transactional=sql.transactional,
        commit_after=sql.commit_after or sql.alone,
    )


def foldable(last: Statement, made: Statement) -> bool:
    return last.transactional and made.transactional and not last.commit_after and not made.commit_after


def folded(last: Statement, sql: Sql, made: Statement) -> Statement:
    """The last statement with one more clause."""
    text = last.sql
    head = sql.head or ""
    if not text.startswith(f"{head}\n"):
        text = f"{head}\n    {text.removeprefix(head + ' ')}"
    text += f",\n    {sql.text}"
    words = last.summary if made.summary in last.summary.split("; ") else f"{last.summary}; {made.summary}"
    return Statement(sql=text, summary=words, hazards=(*last.hazards, *made.hazards))


def summary(action: Action, context: Context) -> str:
    """The action in words, as names of migrations are made from them."""
    return f"{action.verb} {described(action.subject, context)}"


def actions_on(actions: list[Action]) -> frozenset[ObjectId]:
    """What is made or goes as a whole."""
    return frozenset(a.subject for a in actions if a.verb in (Verb.ADD, Verb.DROP))


def is_detail(action: Action, whole: frozenset[ObjectId], context: Context) -> bool:
    """Whether the action only completes what another one makes or drops."""
    for snapshot in (context.desired, context.current):
        fact = snapshot.facts.get(action.subject)
        while fact is not None and fact.parent is not None:
            if fact.parent in whole:
                return True
            fact = snapshot.facts.get(fact.parent)
    return False


def hazards(sql: Sql, action: Action, context: Context) -> list[Hazard]:
    """What the statement loses or rewrites. Nothing is at stake in what this very plan creates."""
    found = []
    if action.verb is Verb.DROP:
        found += [loss(context.current.facts[i]) for i in sorted(action.destroys) if loses(i, action, context)]
    if sql.lossy is not None:
        found.append(Hazard(code=HazardCode.DATA_LOSS, message=sql.lossy, object=action.subject))
    if sql.rewrites and action.verb in (Verb.ALTER, Verb.REBIND, Verb.ADD):
        why = f": {sql.because}" if sql.because else ""
        found.append(Hazard(code=HazardCode.REWRITE, message=f"rewrites the table of {action.subject}{why}", object=action.subject))
    return found


def loses(id: ObjectId, action: Action, context: Context) -> bool:
    """Only the outermost object is named, not each column of a dropped table."""
    fact = context.current.facts[id]
    return context.kinds[id.kind].data(fact) and fact.parent not in action.destroys


def loss(fact: Fact) -> Hazard:
    return Hazard(code=HazardCode.DATA_LOSS, message=f"drops {fact.id} with its data", object=fact.id)
