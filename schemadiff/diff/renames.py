"""Renames: which there may be, in what order they are made, and what they are called until then."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from schemadiff.core.identity import ObjectId, literal
from schemadiff.core.kind import Context, no_rename
from schemadiff.core.plan import Statement
from schemadiff.diff.described import described
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from schemadiff.core.fact import Fact, Snapshot

ASIDE = "_to_be_dropped"
MEANWHILE = "_meanwhile"


class Rename(NamedTuple):
    """`old` is what an object of the current state is called there, `new` what it is called in the desired one.

    `word`: not the object itself is renamed but one of its words (`ObjectKind.words`), from the first name to the second.
    """

    old: ObjectId
    new: ObjectId
    word: tuple[str, str] | None = None

    def reversed(self) -> Rename:
        """The way back."""
        return Rename(self.new, self.old, (self.word[1], self.word[0]) if self.word else None)

    @property
    def described(self) -> tuple[str, str]:
        """Both names as a person reads them: `table public.users`, `enum public.state 'paid'`."""
        words = self.word or ("", "")
        old, new = (f"{id} {literal(w)}" if w else str(id) for id, w in zip((self.old, self.new), words, strict=True))
        return old, new


def candidates(current: Snapshot, desired: Snapshot) -> list[Rename]:
    """Pairs of a removed and an added object that are equal but for the name, and like no third one."""
    gone = outermost(current, set(current.facts) - set(desired.facts))
    fresh = outermost(desired, set(desired.facts) - set(current.facts))
    olds, news = by_shape(gone, current), by_shape(fresh, desired)
    whole = [Rename(olds[s][0], news[s][0]) for s in sorted(olds, key=str) if len(olds[s]) == 1 and len(news.get(s, ())) == 1]
    return whole + [Rename(id, id, word) for id in sorted(news_of_words(current, desired)) for word in likely_words(id, current, desired)]


def news_of_words(current: Snapshot, desired: Snapshot) -> set[ObjectId]:
    """The objects on both sides that hold words, and not the same ones."""
    held = (id for name, facts in desired.by_kind.items() for f in facts if (id := f.id) in current.facts and KIND[name].words(f))
    return {id for id in held if current.facts[id].definition != desired.facts[id].definition}


def likely_words(id: ObjectId, current: Snapshot, desired: Snapshot) -> Iterator[tuple[str, str]]:
    """A word that goes and one that comes, both between the same neighbours."""
    have, want = (KIND[id.kind].words(s.facts[id]) for s in (current, desired))
    gone = {between(have, w): w for w in have if w not in want}
    fresh = {between(want, w): w for w in want if w not in have}
    yield from ((gone[place], fresh[place]) for place in gone if place in fresh)


def between(words: tuple[str, ...], word: str) -> tuple[str | None, str | None]:
    """The neighbours of a word."""
    at = words.index(word)
    return words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None


def outermost(snapshot: Snapshot, ids: set[ObjectId]) -> list[Fact]:
    """The facts at `ids` that are not part of another of them, nor made by PostgreSQL from one of their parents' parents."""
    facts = (snapshot.facts[i] for i in sorted(ids))
    return [f for f in facts if f.parent not in ids and f.origin is None and not KIND[f.id.kind].about]


def by_shape(facts: Iterable[Fact], snapshot: Snapshot) -> dict[Any, list[ObjectId]]:
    found: dict[Any, list[ObjectId]] = defaultdict(list)
    for fact in facts:
        shape = shape_of(fact, snapshot)
        if shape is not None:
            found[shape].append(fact.id)
    return found


def shape_of(fact: Fact, snapshot: Snapshot) -> Any:
    """All but the name; None for what has nothing by which to know it again, or no name to change."""
    kind = KIND[fact.id.kind]
    if not kind.sql_name or kind.rename is no_rename or not fields(fact.definition):
        return None
    essential = (c for c in snapshot.children.get(fact.id, ()) if KIND[c.id.kind].inline_in_cycle)
    parts = frozenset((c.id.kind, c.id.path[-1], c.definition) for c in essential)
    at = name_at(fact.id)
    return (fact.id.kind, fact.id.path[:at], fact.id.path[at + 1 :], kind.likeness(fact), parts)


def alike(one: Fact, its: Snapshot, other: Fact, others: Snapshot) -> bool:
    """Whether the two differ in nothing but their names, as far as that can be told."""
    shapes = shape_of(one, its), shape_of(other, others)
    return shapes[0] is not None and shapes[1] is not None and shapes[0][-2:] == shapes[1][-2:]


def name_at(id: ObjectId) -> int:
    """Where in its path an object's own name stands: a routine's argument types follow it."""
    at = KIND[id.kind].name_at
    return len(id.path) - 1 if at is None else at


def rename_statements(renames: Sequence[Rename], current: Snapshot, context: Context) -> list[Statement]:
    """The statements for `renames`, wholes before their parts. A name that is taken is freed by renaming who has it.

    Of renames that take each other's names, one thing waits under another name meanwhile.
    """
    return made_by(renames, Names(current), context)


def called_before(renames: Sequence[Rename], current: Snapshot, desired: Snapshot) -> Mapping[ObjectId, ObjectId]:
    """What each object of `current` was called before `renames`, by what it is called after them."""
    names = Names(current)
    made_by(renames, names, Context(current=current, desired=desired, kinds=KIND, version=current.version))
    return names.first


def made_by(renames: Sequence[Rename], names: Names, context: Context) -> list[Statement]:
    made: list[Statement] = []
    for rename, taken in in_order(renames, names):
        here = names.now[rename.old]
        if rename.word:
            summary = f"rename {literal(rename.word[0])} of {described(here, context)} to {literal(rename.word[1])}"
            made += [Statement(sql=s.statement, summary=summary) for s in KIND[here.kind].rename_word(here, *rename.word)]
            continue
        if here == rename.new:
            continue
        made += new_home(rename.new, names, context)
        occupant = names.holder(here, rename.new)
        if occupant is not None:
            made += names.move(occupant, free(occupant, rename.new, names, MEANWHILE if taken else ASIDE), context)
            here = names.now[rename.old]
        made += names.move(here, rename.new, context)
    return made


def in_order(renames: Sequence[Rename], names: Names) -> Iterator[tuple[Rename, bool]]:
    """Wholes before their parts, and what leaves a name before what takes it; with whether who has the name is to be renamed later."""
    pending = sorted(renames, key=lambda r: (depth(r), r))
    while pending:
        group = [r for r in pending if depth(r) == depth(pending[0])]
        leaving = {names.now[r.old] for r in group if not r.word and names.now[r.old] != r.new}
        waits = {r: names.holder(names.now[r.old], r.new) in leaving for r in group if not r.word}
        chosen = next((r for r in group if not waits.get(r)), group[0])
        pending.remove(chosen)
        yield chosen, waits.get(chosen, False)


def depth(rename: Rename) -> tuple[bool, int]:
    """Wholes come first, words last."""
    return rename.word is not None, len(rename.old.path)


def new_home(id: ObjectId, names: Names, context: Context) -> list[Statement]:
    """The schema that an object moves into, where it is new too."""
    for edge in context.desired.outgoing.get(id, ()):
        home = edge.target
        if home.path == id.path[:1] and len(id.path) > 1 and names.at(home) is None:
            names.first[home] = home
            made = KIND[home.kind].create(context.desired.facts[home], (), context)
            return [Statement(sql=s.statement, summary=f"add {described(home, context)}") for s in made]
    return []


def free(here: ObjectId, wanted: ObjectId, names: Names, ending: str) -> ObjectId:
    """A name like the one that is `wanted` which nobody has, for what is called `here`."""
    at, number = name_at(here), 1
    while True:
        name = f"{wanted.path[name_at(wanted)][:40]}{ending}_{number}"
        found = ObjectId(here.kind, (*here.path[:at], name, *here.path[at + 1 :]))
        if names.holder(here, found) is None:
            return found
        number += 1


class Names:
    """What each object of a snapshot is called at the moment: `now`, by what it was called at first."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.now: dict[ObjectId, ObjectId] = {id: id for id in snapshot.facts}
        self.first: dict[ObjectId, ObjectId] = dict(self.now)
        self.held = {name: id for id, fact in snapshot.facts.items() for name in KIND[id.kind].names(fact)}
        """What is called so now, by names as `ObjectKind.names` gives them."""

    def at(self, id: ObjectId) -> ObjectId | None:
        """`id` if something is called so now."""
        return id if id in self.first else None

    def of(self, first: ObjectId, id: ObjectId) -> tuple[tuple[str, ...], ...]:
        """What an object of the snapshot occupies when it is called `id`."""
        return KIND[id.kind].names(replace(self.snapshot.facts[first], id=id))

    def holder(self, here: ObjectId, there: ObjectId) -> ObjectId | None:
        """What must go out of the way before what is called `here` can be called `there`."""
        if there in self.first:
            return there
        held = (self.held.get(name) for name in self.of(self.first[here], there))
        return next((self.now[id] for id in held if id is not None and self.now[id] != here), None)

    def move(self, here: ObjectId, there: ObjectId, context: Context) -> list[Statement]:
        """Renames what is called `here`, with all whose path goes through it."""
        first = self.first[here]
        summary = f"rename {described(here, context)} to {there.path[name_at(there)]}"
        statements = [Statement(sql=s.statement, summary=summary) for s in KIND[here.kind].rename(here, there, context)]
        for id in self.inside(first):
            old = self.now[id]
            new = ObjectId(old.kind, (*there.path, *old.path[len(here.path) :]))
            self.first.pop(old, None)
            for name in self.of(id, old):
                self.held.pop(name, None)
            self.now[id], self.first[new] = new, id
            self.held.update(dict.fromkeys(self.of(id, new), id))
        return statements

    def inside(self, first: ObjectId) -> list[ObjectId]:
        """The object, its parts, and the contents of a schema: what depends on it and begins with its name."""
        found = [f.id for f in self.snapshot.family(first) if not KIND[f.id.kind].about]
        if len(first.path) == 1:
            for edge in self.snapshot.incoming.get(first, ()):
                if edge.source.path[0] == first.path[0] and self.snapshot.facts[edge.source].parent is None:
                    found += [f.id for f in self.snapshot.family(edge.source) if not KIND[f.id.kind].about]
        return found
