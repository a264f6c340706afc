"""What a statement did while it ran in scratch: measured, not guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# PostgreSQL documentation, "Explicit Locking", table-level lock modes, from the weakest to the strongest.
MODES = (
    "ACCESS SHARE",
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)
MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The strongest lock that a statement took on a relation that was there before its migration.

    `table` is the table of an index, else None; `held` tells that an earlier statement of the same transaction has it already.
    """

    relation: str
    mode: str
    table: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a statement did to relations that were there before its migration, by qualified and quoted names.

    `rewrites` are tables whose rows were all written anew, `rebuilds` indexes that were, `scans` tables that were read whole.
    """

    locks: tuple[Lock, ...] = ()
    rewrites: tuple[str, ...] = ()
    rebuilds: tuple[str, ...] = ()
    scans: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """One line for a person, empty where nothing is worth a word.

        ACCESS SHARE, which every query takes, is left out, as is an index whose table is locked as strongly, and a scan of
        what is rewritten.
        """
        parts = (
            _line("locks", _modes(self.locks)),
            _line("rewrites", _named(self.rewrites)),
            _line("rebuilds", _named(self.rebuilds)),
            _line("scans", _named(r for r in self.scans if r not in self.rewrites)),
        )
        return "; ".join(part for part in parts if part)


def strongest(modes: Iterable[str]) -> str:
    """The strongest of lock modes."""
    return max(modes, key=MODES.index)


def _modes(locks: Iterable[Lock]) -> str:
    locks = tuple(locks)
    tables = {lock.relation: lock.mode for lock in locks}
    by_mode: dict[tuple[int, bool], list[str]] = {}
    for lock in locks:
        rank = MODES.index(lock.mode)
        covered = lock.table in tables and MODES.index(tables[lock.table or ""]) >= rank
        if rank and not covered:
            by_mode.setdefault((-rank, lock.held), []).append(lock.relation)
    return ", ".join(f"{MODES[-rank]}{' (held)' if held else ''} {_named(found)}" for (rank, held), found in sorted(by_mode.items()))


def _named(relations: Iterable[str]) -> str:
    found = list(relations)
    more = [f"{len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
    return ", ".join([*found[:MOST_NAMED], *more])


def _line(word: str, text: str) -> str:
    return f"{word}: {text}" if text and word == "locks" else f"{word} {text}" if text else ""


def lines(traces: Iterable[Trace | None]) -> Iterator[str]:
    """The texts of those traces that have one."""
    return (trace.text for trace in traces if trace and trace.text)
