"""Which objects of the current state only have another name in the desired one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId
from schemadiff.core.kind import no_rename
from schemadiff.diff import Rename, called_before, candidates
from schemadiff.objects import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from schemadiff.core.fact import Snapshot
    from schemadiff.parser.renamed import Renamed

    Choose = Callable[[Rename], bool]
    After = Callable[[Snapshot, Snapshot, Sequence[Rename]], Snapshot]


def find(current: Snapshot, desired: Snapshot, said: Sequence[Renamed], choose: Choose, after: After) -> tuple[Rename, ...]:
    """The renames that directives say and those that `choose` accepts among what looks like one.

    `after` gives the current state once renames are made: an index is known again only when its table is.
    """
    found = list(directed(said, current, desired))
    declined: set[Rename] = set()
    while True:
        seen = after(current, desired, found) if found else current
        fresh = [r for r in candidates(seen, desired) if r not in declined]
        accepted = [r for r in fresh if choose(r)]
        declined |= set(fresh) - set(accepted)
        if not accepted:
            return tuple(found)
        first = called_before(found, current, desired)
        found += [r._replace(old=first[r.old]) for r in accepted]


def directed(said: Sequence[Renamed], current: Snapshot, desired: Snapshot) -> Iterator[Rename]:
    """The directives as renames; those that were made already, or have nothing to rename, say nothing."""
    tables: dict[ObjectId, ObjectId] = {}
    for one in sorted(said, key=lambda s: (s.column is not None, s.word is not None)):
        for id in meant(one, desired):
            if one.word is not None:
                yield from word_renamed(tables.get(id, id), id, (one.old[-1], one.word), current, desired)
                continue
            old = former(id, one, desired, tables)
            if old in current.facts and old not in desired.facts:
                if one.column is None:
                    tables[id] = old
                yield Rename(old, id)


def word_renamed(old: ObjectId, new: ObjectId, word: tuple[str, str], current: Snapshot, desired: Snapshot) -> Iterator[Rename]:
    """The rename of a word, where the one is only in the current state and the other only in the desired one."""
    if old in current.facts:
        have, want = KIND[old.kind].words(current.facts[old]), KIND[new.kind].words(desired.facts[new])
        if word[0] in have and word[0] not in want and word[1] in want and word[1] not in have:
            yield Rename(old, new, word)


def meant(said: Renamed, desired: Snapshot) -> Iterator[ObjectId]:
    """What a directive may be about: the text does not always name the schema."""
    for id, fact in desired.facts.items():
        kind = KIND[id.kind]
        if kind.about or not kind.sql_name or kind.rename is no_rename:
            continue
        if said.column is not None:
            if kind.inline_in_cycle and id.path[-1] == said.column and fact.parent and ends(fact.parent, said.path):
                yield id
        elif ends(id, said.path) and (said.word is None or said.word in kind.words(fact)):
            yield id


def ends(id: ObjectId, path: tuple[str, ...]) -> bool:
    """Whether an object has the name and, where it is written, the schema of `path`."""
    at = name_at(id)
    return id.path[at] == path[-1] and (len(path) == 1 or id.path[0] == path[0])


def name_at(id: ObjectId) -> int:
    at = KIND[id.kind].name_at
    return len(id.path) - 1 if at is None else at


def former(id: ObjectId, said: Renamed, desired: Snapshot, tables: dict[ObjectId, ObjectId]) -> ObjectId:
    """What the object was called, its renamed whole by its former name."""
    parent = desired.facts[id].parent
    whole = tables.get(parent, parent).path if parent is not None else ()
    path = [*whole, *id.path[len(whole) :]]
    path[name_at(id)] = said.old[-1]
    if len(said.old) > 1 and parent is None:
        path[0] = said.old[0]
    return ObjectId(id.kind, tuple(path))
