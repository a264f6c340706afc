"""The one graph of all actions: which must come before which."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from schemadiff.core.fact import EdgeType
from schemadiff.diff.action import Action, Verb
from schemadiff.diff.closure import holders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context


class Graph:
    """Which action must come before which. `late`: what may go after the other is altered, of which it is a part or which it uses."""

    def __init__(self, actions: list[Action], context: Context, late: frozenset[tuple[ObjectId, ObjectId]] = frozenset()) -> None:
        self.actions, self.context, self.late = actions, context, late
        self.producer: dict[ObjectId, Action] = {i: a for a in actions for i in a.produces}
        self.destroyer: dict[ObjectId, Action] = {i: a for a in actions for i in a.destroys}
        self.alterer: dict[ObjectId, list[Action]] = defaultdict(list)
        self.referring = referring(context)
        for action in actions:
            for id in action.alters:
                self.alterer[id].append(action)

    def link(self) -> None:
        """Fills `before` of every action."""
        for action in self.actions:
            self.after_what_it_needs(action)
            self.after_users_are_gone(action)
        self.link_links()
        self.link_relinked()
        self.link_holders()
        self.link_linked()
        self.link_joined()
        self.link_inheriting()
        self.link_names()
        self.link_asides()
        self.link_evaluations()

    def after_what_it_needs(self, action: Action) -> None:
        # Nearly all actions alter nothing, and the union of two sets is a new set.
        for id in action.produces | action.alters if action.alters else action.produces:
            fact = self.context.desired.facts.get(id)
            if fact is None:
                continue
            for other in self.originals(id) if id in action.produces and id != action.subject else ():
                self.order(other, action)
            for needed in self.needs(id):
                if self.producer.get(needed) is not action:
                    self.order(self.maker(id, needed), action)
                for other in self.alterer.get(needed, ()):
                    if id in action.produces or (action.verb is not Verb.ADD and id not in self.needs(needed)):
                        self.order(other, action)
            self.order(self.destroyer.get(id) if id in action.produces and not self.is_aside(id) else None, action)

    def maker(self, id: ObjectId, needed: ObjectId) -> Action | None:
        """What makes `needed` before `id`: not where it comes with its origin, through a link of the tables that is made anew first."""
        maker = self.producer.get(needed)
        if id not in self.destroyer or maker is None or maker.subject == needed:
            return maker
        fact = self.context.desired.facts[needed]
        return None if fact.origin == maker.subject and fact.parent == self.context.desired.facts[id].parent else maker

    def originals(self, id: ObjectId) -> Iterator[Action]:
        """What makes or alters what an inherited part's own part is a copy of: a default that is away for a while is not inherited."""
        fact = self.context.desired.facts[id]
        whole = self.context.desired.facts[fact.parent] if fact.parent is not None else None
        siblings = self.context.desired.children.get(whole.origin, ()) if whole is not None and whole.origin is not None else ()
        for copied in (s.id for s in siblings if s.id.kind == id.kind):
            yield from (self.producer[copied],) if copied in self.producer else ()
            yield from self.alterer.get(copied, ())

    def needs(self, id: ObjectId) -> list[ObjectId]:
        """What must exist, in its desired form, before `id` is made or changed."""
        state, kind = self.context.desired, self.context.kinds[id.kind]
        fact = state.facts[id]
        found = [] if fact.parent is None else [fact.parent]
        found += [e.target for e in state.outgoing.get(id, ()) if e.type is not EdgeType.PART]
        if kind.requires is not None:
            found += kind.requires(fact, state)
        if kind.refers is not None:
            found += kind.refers(fact)
        return found

    def after_users_are_gone(self, action: Action) -> None:
        """Before something goes or is altered, what depends on it today has gone or has let it go."""
        for id in action.destroys | (action.alters if action.verb in (Verb.ALTER, Verb.REBIND) else set()):
            if id not in self.context.current.facts:
                continue
            for user in self.users(id):
                if id in action.destroys or not ((user, id) in self.late or self.is_freed_by(user, action)):
                    self.order(self.destroyer.get(user), action)
                if id in action.destroys or self.lets_go(user, id):
                    for other in self.alterer.get(user, ()):
                        self.order(other, action)

    def lets_go(self, user: ObjectId, id: ObjectId) -> bool:
        """Whether `user` stays and does without `id` from now on."""
        if user not in self.context.desired.facts or all(e.target != id for e in self.context.current.outgoing.get(user, ())):
            return False
        return all(e.target != id for e in self.context.desired.outgoing.get(user, ()))

    def is_freed_by(self, part: ObjectId, action: Action) -> bool:
        """Whether the part can go only after `action` has ended its table's derivation from another."""
        fact = self.context.current.facts[part]
        origin = self.context.current.facts[fact.origin] if fact.origin else None
        return origin is not None and fact.parent is not None and action in self.unlinking(fact.parent, origin.parent)

    def users(self, id: ObjectId) -> Iterable[ObjectId]:
        for edge in self.context.current.incoming.get(id, ()):
            yield edge.source
        for child in self.context.current.children.get(id, ()):
            yield child.id
        yield from self.referring.get(id, ())

    def link_links(self) -> None:
        """Of a table that leaves another one, parts derived from that one's are dropped after the link between the two is.

        So are those themselves, or they would take the parts along. What stays behind its origin is dropped after that.
        """
        for id, action in self.destroyer.items():
            fact = self.context.current.facts[id]
            origin = self.context.current.facts[fact.origin] if fact.origin else None
            if origin is None or fact.parent is None or fact.parent in self.destroyer or action.subject != id:
                continue
            for unlink in self.unlinking(fact.parent, origin.parent):
                self.order(unlink, action)
                self.order(unlink, self.destroyer.get(origin.id))
            if "drop" not in self.context.kinds[id.kind].carried(fact):
                self.order(self.destroyer.get(origin.id), action)

    def link_relinked(self) -> None:
        """A link between two tables that is made anew is there again before columns change, so that the one's take the other's along.

        What goes without the table's own part, an index or a key, has gone by then: it would get that part, and take it along.
        """
        for link in self.producer.keys() & self.destroyer.keys():
            table = self.context.current.facts[link].parent
            if table is None or table in self.destroyer:
                continue
            away = holders(link, self.context)
            apart = self.going_apart(table)
            for id in apart:
                self.order(self.destroyer[id], self.producer[link])
            for origin in self.origins(table):
                if origin.id in away:
                    continue
                others = [e.target for e in self.context.desired.outgoing.get(link, ())]
                gone = self.destroyer.get(origin.id) if origin.id not in apart else None
                for action in (self.producer.get(origin.id), gone, *self.alterer.get(origin.id, ())):
                    if origin.parent in others and origin.parent not in self.producer:
                        self.order(self.producer[link], action)

    def link_holders(self) -> None:
        """What would not let go of something that is made anew is away meanwhile."""
        for id in self.producer.keys() & self.destroyer.keys():
            for other in holders(id, self.context):
                self.order(self.destroyer.get(other), self.destroyer[id])
            for other in self.context.kinds[id.kind].holders(self.context.desired.facts[id], self.context.desired):
                self.order(self.producer[id], self.producer.get(other))

    def link_linked(self) -> None:
        """Before a table becomes a part of another, its own parts that are to go have gone: the other would have to have the column."""
        tables: dict[ObjectId, set[ObjectId | None]] = {}
        for id, action in self.destroyer.items():
            table = self.context.current.facts[id].parent
            if action.subject != id or table is None or table in self.destroyer or "alter" not in self.carried(id):
                continue
            if table not in tables:
                tables[table] = {f.parent for f in self.origins(table)}
            for link in self.context.desired.children.get(table, ()):
                if any(e.target in tables[table] for e in self.context.desired.outgoing.get(link.id, ())):
                    self.order(action, self.producer.get(link.id))

    def link_joined(self) -> None:
        """Before a table becomes a part of another, both have their columns as they are to be: PostgreSQL compares their types."""
        for link, action in self.producer.items():
            table = self.context.desired.facts[link].parent
            if table is None or table not in self.context.current.facts or table in self.producer:
                continue
            others = {e.target for e in self.context.desired.outgoing.get(link, ())}
            for part, origin in self.joining(table, others):
                for other in (*self.alterer.get(part, ()), *self.alterer.get(origin, ())):
                    self.order(other, action)

    def link_inheriting(self) -> None:
        """A table that gets another parent finds there what it has already, which then is that one's, too, and not its own."""
        for table, actions in self.alterer.items():
            parents = {e.target for e in self.context.desired.outgoing.get(table, ())}
            for _, origin in self.joining(table, parents) if parents else ():
                for action in actions:
                    self.order(self.producer.get(origin), action)

    def joining(self, table: ObjectId, others: set[ObjectId]) -> Iterator[tuple[ObjectId, ObjectId]]:
        """The table's parts that were there before they had their origins in one of `others`, with these."""
        have, want = self.context.current.facts, self.context.desired.facts
        for part in self.context.desired.children.get(table, ()):
            origin = part.origin
            if origin is not None and want[origin].parent in others and part.id in have and have[part.id].origin != origin:
                yield part.id, origin

    def carried(self, id: ObjectId) -> frozenset[str]:
        """What PostgreSQL does by itself to what is there today when it is done to its origin."""
        return self.context.kinds[id.kind].carried(self.context.current.facts[id])

    def going_apart(self, table: ObjectId) -> set[ObjectId]:
        """What parts of the table are derived from, and what goes without them: they stay, or are dropped on their own."""
        found = set()
        for part in self.context.current.children.get(table, ()):
            gone = self.destroyer.get(part.origin) if part.origin is not None else None
            if gone is not None and gone.subject == part.origin and self.destroyer.get(part.id) is not gone:
                found.add(gone.subject)
        return found

    def origins(self, table: ObjectId) -> Iterator[Fact]:
        """What the table's parts are derived from, of those that change together with it."""
        for state in (self.context.current, self.context.desired):
            for part in state.children.get(table, ()):
                if part.origin is not None and "alter" in self.context.kinds[part.id.kind].carried(part):
                    yield state.facts[part.origin]

    def unlinking(self, table: ObjectId, other: ObjectId | None) -> Iterator[Action]:
        """What ends the derivation of `table` from `other`."""
        for link in (*self.context.current.children.get(table, ()), self.context.current.facts[table]):
            if any(e.target == other for e in self.context.current.outgoing.get(link.id, ())):
                yield from (a for a in (self.destroyer.get(link.id), *self.alterer.get(link.id, ())) if a is not None)

    def link_evaluations(self) -> None:
        """What runs code when it is made waits for every routine that does not itself wait for it."""
        if not any(self.context.kinds[name].evaluates for name in self.context.desired.by_kind):
            return
        made = [a for a in self.actions if a.verb is not Verb.DROP and a.statements]
        texts = [a for a in made if any(self.context.kinds[i.kind].has_text for i in a.produces | a.alters)]
        for action in made:
            if texts and any(self.context.kinds[i.kind].evaluates for i in action.produces):
                waiting = self.waiting_for(action)
                for text in texts:
                    if text not in waiting:
                        self.order(text, action)

    def waiting_for(self, action: Action) -> set[Action]:
        """All actions that come after `action`, whatever is chosen."""
        after: dict[Action, list[Action]] = defaultdict(list)
        for other in self.actions:
            for first in other.before:
                after[first].append(other)
        found, pending = {action}, [action]
        while pending:
            for following in after[pending.pop()]:
                if following not in found:
                    found.add(following)
                    pending.append(following)
        return found

    def link_names(self) -> None:
        """A name is freed before it is taken."""
        freed = {name: a for a in self.actions for name in a.frees}
        for action in self.actions if freed else ():
            for name in action.takes:
                self.order(freed.get(name), action)

    def is_aside(self, id: ObjectId) -> bool:
        other = self.destroyer.get(id)
        return other is not None and other.verb is Verb.DROP_ASIDE

    def link_asides(self) -> None:
        """Renamed first, then the successor, then its users move, then the old one goes. Users are renamed before what they use is."""
        asides = {a.subject: a for a in self.actions if a.verb is Verb.ASIDE}
        for action in asides.values():
            for user in self.users(action.subject):
                self.order(asides.get(user), action)
            producer, destroyer = self.producer.get(action.subject), self.destroyer.get(action.subject)
            self.order(action, producer)
            self.order(producer, destroyer)

    @staticmethod
    def order(first: Action | None, second: Action | None) -> None:
        if first is not None and second is not None and first is not second:
            second.before.add(first)


def referring(context: Context) -> Mapping[ObjectId, list[ObjectId]]:
    """What names which object today besides what the edges know."""
    found: dict[ObjectId, list[ObjectId]] = defaultdict(list)
    for name, facts in context.current.by_kind.items():
        refers = context.kinds[name].refers
        for fact in facts if refers is not None else ():
            for id in refers(fact) if refers is not None else ():
                found[id].append(fact.id)
    return found
