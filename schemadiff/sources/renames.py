"""Which objects of the current state only have another name in the desired one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId
from schemadiff.core.kind import no_rename
from schemadiff.diff import Rename, alike, called_before, candidates, name_at
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
    wholes: dict[ObjectId, ObjectId] = {}
    about = [(one, id) for one in said for id in meant(one, desired)]
    for are_parts in (False, True):
        named = [(one, id) for one, id in about if one.word is None and (desired.facts[id].parent is not None) is are_parts]
        for rename in to_be_made([Rename(former(id, one, desired, wholes), id) for one, id in named], current, desired):
            wholes[rename.new] = rename.old
            yield rename
    for one, id in about:
        if one.word is not None:
            yield from word_renamed(wholes.get(id, id), id, (one.old[-1], one.word), current, desired)


def to_be_made(claims: Sequence[Rename], current: Snapshot, desired: Snapshot) -> list[Rename]:
    """Those of `claims` that were not made yet: their old name goes, or another one takes it."""
    known = [c for c in claims if c.old in current.facts]
    found = [c for c in known if c.old not in desired.facts]
    leaving = {c.old for c in known}
    while True:
        taken = {c.new for c in found}
        more = [c for c in known if c not in found and c.old in taken and (c.new not in current.facts or c.new in leaving)]
        if not more:
            return found + exchanged([c for c in known if c not in found], current, desired)
        found += more


def exchanged(claims: Sequence[Rename], current: Snapshot, desired: Snapshot) -> list[Rename]:
    """Those that take each other's names, all of which there are on both sides: made already unless each is what the other is to be."""
    source = {c.new: c for c in claims}
    found = []
    for claim in claims:
        circle = [claim]
        while (before := source.get(circle[-1].old)) is not None and before not in circle:
            circle.append(before)
        if source.get(circle[-1].old) is claim and all(is_to_come(c, current, desired) for c in circle):
            found.append(claim)
    return found


def is_to_come(rename: Rename, current: Snapshot, desired: Snapshot) -> bool:
    """Whether what has the old name, and not what has the new one, is what is desired by the new name."""
    want = desired.facts[rename.new]
    old, new = current.facts[rename.old], current.facts.get(rename.new)
    return new is not None and alike(old, current, want, desired) and not alike(new, current, want, desired)


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


def former(id: ObjectId, said: Renamed, desired: Snapshot, tables: dict[ObjectId, ObjectId]) -> ObjectId:
    """What the object was called, its renamed whole by its former name."""
    parent = desired.facts[id].parent
    whole = tables.get(parent, parent).path if parent is not None else ()
    path = [*whole, *id.path[len(whole) :]]
    path[name_at(id)] = said.old[-1]
    if len(said.old) > 1 and parent is None:
        path[0] = said.old[0]
    return ObjectId(id.kind, tuple(path))
