"""Actions that make what is added: parts fold into the statement of their whole, in as far as order allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.diff.action import Action, Verb
from schemadiff.diff.compare import alter, differing

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context
    from schemadiff.diff.action import SortKey
    from schemadiff.diff.compare import Changes


class Creation:
    """Makes the actions for `changes.added`. `unfolded` holds wholes whose parts must stay statements of their own."""

    def __init__(self, changes: Changes, context: Context, unfolded: frozenset[ObjectId]) -> None:
        self.changes, self.context, self.unfolded = changes, context, unfolded
        self.actions: list[Action] = []
        self.ordered: dict[ObjectId, list[Fact]] = {}
        self.by_id: dict[ObjectId, Action] = {}
        self.facts, self.children = context.desired.facts, context.desired.children
        self.ranks = {name: kind.rank or 0 for name, kind in context.kinds.items()}
        states = (context.current, context.desired)
        self.bringing = [k.brings for k in context.kinds.values() if k.brings and any(k.name in s.by_kind for s in states)]

    def run(self) -> list[Action]:
        """All actions, each with what it produces."""
        added = self.changes.added
        # In the order of the snapshot, in which facts lie in memory: by that of a set it takes four times as long.
        wholes = [fact.id for fact in self.facts.values() if fact.parent not in added and fact.id in added]
        for id in sorted(wholes, key=lambda i: (len(i.path), i)):
            if id not in self.by_id:
                self.make(self.facts[id])
        return self.actions

    def make(self, fact: Fact) -> None:
        """The action for one fact and what folds into it; its other parts get theirs."""
        origin = self.carrier(fact)
        if origin is not None:
            self.absorb(fact, origin)
            return
        kind = self.context.kinds[fact.id.kind]
        action = Action(verb=Verb.ADD, subject=fact.id, statements=(), key=self.key(fact))
        self.actions.append(action)
        clauses, folded = self.fold(fact)
        finishing = tuple(s for f in folded for s in self.context.kinds[f.id.kind].finish(f, self.context))
        action.statements = (*kind.create(fact, tuple(clauses), self.context), *kind.finish(fact, self.context), *finishing)
        for made in (fact, *folded):
            self.produce(made, action)
        for made in (fact, *folded):
            if self.bringing:
                self.brought(made)
            if made.id in self.children:
                self.make_rest(made)

    def make_rest(self, fact: Fact) -> None:
        """The parts that neither folded nor came along."""
        for part in self.parts(fact):
            if part.id not in self.by_id:
                self.make(part)

    def produce(self, fact: Fact, action: Action) -> None:
        action.produces.add(fact.id)
        action.takes.update(self.context.kinds[fact.id.kind].names(fact))
        self.by_id[fact.id] = action

    def parts(self, fact: Fact) -> list[Fact]:
        """The fact's added parts in the order of their place in a statement."""
        found = self.ordered.get(fact.id)
        if found is None:
            added, ranks = self.changes.added, self.ranks
            found = [c for c in self.children.get(fact.id, ()) if c.id in added]
            found.sort(key=lambda f: (ranks[f.id.kind], f.position, f.id))
            self.ordered[fact.id] = found
        return found

    def fold(self, fact: Fact) -> tuple[list[str], list[Fact]]:
        """Clauses of the parts that become part of the creating statement, and all that these clauses make."""
        clauses: list[str] = []
        made: list[Fact] = []
        context = self.context
        for part in self.parts(fact):
            kind = context.kinds[part.id.kind]
            if kind.inline is None or (self.unfolded and not kind.inline_in_cycle and self.is_unfolded(part)):
                continue
            inner_clauses, inner = self.fold(part) if part.id in self.children else ([], [])
            text = kind.inline(part, tuple(inner_clauses), context)
            if text is None:
                continue
            made.append(part)
            if text == "":
                made += self.same_as_origin(part)
            else:
                clauses.append(text)
                made += inner
        return clauses, made

    def is_unfolded(self, fact: Fact) -> bool:
        """Whether it, its whole, or the whole of that must not fold."""
        id: ObjectId | None = fact.id
        while id is not None:
            if id in self.unfolded:
                return True
            id = self.facts[id].parent
        return False

    def carrier(self, fact: Fact) -> Action | None:
        """The action on the fact's origin by which PostgreSQL makes this one too: both tables stay, and are linked."""
        if fact.origin is None:
            return None
        if "link" in self.context.kinds[fact.id.kind].carried(fact):
            return self.linking(fact, fact.origin)
        if "add" not in self.context.kinds[fact.id.kind].carried(fact) or fact.origin not in self.changes.added:
            return None
        origin = self.facts[fact.origin]
        if origin.parent is None or origin.parent in self.changes.added or not self.linked(fact, origin.parent):
            return None
        if fact.origin not in self.by_id:
            self.make(origin)
        return self.by_id[fact.origin]

    def linking(self, fact: Fact, origin: ObjectId) -> Action | None:
        """The action on the origin, else the one that makes the fact's table a part of the origin's."""
        if origin not in self.changes.added:
            parts = self.children.get(fact.parent, ()) if fact.parent is not None else ()
            table = self.facts[origin].parent
            links = (p.id for p in parts if p.id in self.changes.added)
            found = next((i for i in links if any(e.target == table for e in self.context.desired.outgoing.get(i, ()))), None)
            if found is None:
                return None
            origin = found
        if origin not in self.by_id:
            self.make(self.facts[origin])
        return self.by_id[origin]

    def linked(self, fact: Fact, table: ObjectId) -> bool:
        """Whether the fact's table already is a child of `table`, and stays one. Some objects of other kinds have no such link to make."""
        if fact.parent is None or fact.parent in self.changes.added:
            return False
        now, then = (any(e.target == table for e in s.outgoing.get(fact.parent, ())) for s in (self.context.current, self.context.desired))
        return now or (fact.parent.kind != table.kind and not then)

    def absorb(self, fact: Fact, action: Action) -> None:
        for made in (fact, *self.same_as_origin(fact)):
            self.produce(made, action)
        if fact.origin is not None:
            self.complete(fact, self.facts[fact.origin], action)
        self.make_rest(fact)

    def complete(self, fact: Fact, origin: Fact, action: Action) -> None:
        """What came with its origin, and is to be another."""
        statements = self.context.kinds[fact.id.kind].arrived(fact, origin, self.context)
        if statements:
            self.actions.append(
                Action(verb=Verb.ALTER, subject=fact.id, statements=statements, key=(*self.key(fact), 1, fact.id), before={action})
            )

    def same_as_origin(self, fact: Fact) -> list[Fact]:
        """Parts that are the same as those of the origin: they come along."""
        twins = [(part, self.twin(part, fact)) for part in self.parts(fact)]
        return [part for part, twin in twins if twin is not None and not differing(twin.definition, part.definition)]

    def twin(self, part: Fact, fact: Fact) -> Fact | None:
        """The part of the fact's origin of the same kind and place."""
        siblings = self.children.get(fact.origin, ()) if fact.origin else ()
        return next((s for s in siblings if s.id.kind == part.id.kind and s.id.path[3:] == part.id.path[3:]), None)

    def brought(self, fact: Fact) -> None:
        """What comes by itself with a new object is taken into account, or taken away."""
        for brings in self.bringing:
            for extra in brings(fact, self.context):
                self.settle(extra, fact)

    def settle(self, extra: Fact, fact: Fact) -> None:
        kind = self.context.kinds[extra.id.kind]
        want = self.facts.get(extra.id)
        statements = kind.drop(extra, self.context) if want is None else self.adjust(extra, want)
        action = Action(verb=Verb.ADD, subject=extra.id, statements=statements, key=(*self.key(fact), 1, extra.id))
        action.before.add(self.by_id[fact.id])
        self.actions.append(action)
        # In any order it may not have come yet: then the fact's own statements make it.
        if want is not None and not self.context.in_any_order:
            self.produce(want, action)

    def adjust(self, extra: Fact, want: Fact) -> tuple:  # type: ignore[type-arg]
        names = differing(extra.definition, want.definition)
        return (alter(extra, want, names, self.context) or ()) if names else ()

    def key(self, fact: Fact) -> SortKey:
        """Its place among those that could come next."""
        rank = self.context.kinds[fact.id.kind].rank
        if rank is not None or fact.parent is None:
            place = fact.parent.path if fact.parent is not None and fact.position else self.place(fact)
            return (1, rank or 0, place, fact.position, fact.id)
        return (*self.key(self.facts[fact.parent]), 1, fact.position, fact.id)

    def place(self, fact: Fact) -> tuple[str, ...]:
        """Its path, after that of what its parts come from: a partition follows its table, whose names it would else take."""
        if not self.context.desired.derived:
            return fact.id.path
        origins = (part.origin for part in self.children.get(fact.id, ()) if part.origin is not None)
        wholes = {self.facts[o].parent for o in origins if o in self.facts} - {None, fact.id}
        above = max((self.place(self.facts[w]) for w in wholes if w is not None), default=())
        return (*above, *fact.id.path)
