"""How a migration folder and a database's journal stand to each other. Nothing here asks a database."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.apply.journal import AttemptState
from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.migration import version_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.apply.journal import Attempt, Journal, Revision
    from schemadiff.migration import Folder, Migration


class EntryState(enum.StrEnum):
    """What is the matter with a version. `failed` and `partial` are pending too: applying goes on with them."""

    APPLIED = "applied"
    BASELINE = "baseline"
    PENDING = "pending"
    FAILED = "failed"
    PARTIAL = "partial"
    EDITED = "edited"
    MISSING = "missing"
    OUT_OF_ORDER = "out-of-order"


_PENDING = (EntryState.PENDING, EntryState.FAILED, EntryState.PARTIAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One version: its file and its journal's row, of which one may be absent, and the last unsettled attempt."""

    version: str
    name: str
    state: EntryState
    migration: Migration | None = None
    revision: Revision | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """All versions of folder and journal, in order; `diagnostics` are what forbids applying."""

    entries: tuple[Entry, ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def pending(self) -> tuple[Migration, ...]:
        """The migrations to apply, in order."""
        return tuple(e.migration for e in self.entries if e.state in _PENDING and e.migration)

    @property
    def applied(self) -> tuple[Entry, ...]:
        """The versions that the journal has, in order."""
        return tuple(e for e in self.entries if e.revision)

    def having(self, state: EntryState) -> tuple[Entry, ...]:
        """The versions in one state."""
        return tuple(e for e in self.entries if e.state is state)


def status(folder: Folder, journal: Journal) -> Status:
    """Compares a folder with a journal."""
    rows = {int(r.version): r for r in journal.revisions}
    files = {m.key: m for m in folder.migrations}
    last = max(rows, default=-1)
    attempts = {int(a.version): a for a in journal.attempts}
    partial = {int(a.version) for a in journal.attempts if a.state == AttemptState.DONE}
    entries = []
    # A part of it is committed: without its file nobody can go on, nor may anybody go past it.
    for key in sorted({*rows, *files, *partial}):
        row, file = rows.get(key), files.get(key)
        known = row or file or attempts[key]
        state = _with_row(row, file) if row or not file else _without_row(key, last, partial, attempts.get(key))
        entry = Entry(
            version=known.version,
            name=file.name if file else known.name,
            state=state,
            migration=file,
            revision=row,
            attempt=attempts.get(key),
        )
        entries.append(entry)
    return Status(entries=tuple(entries), diagnostics=tuple(_diagnostics(folder, entries, last)))


def _with_row(row: Revision | None, file: Migration | None) -> EntryState:
    if file is None or row is None:
        return EntryState.MISSING
    if file.checksum != row.checksum:
        return EntryState.EDITED
    return EntryState.BASELINE if row.kind == "baseline" else EntryState.APPLIED


def _without_row(key: int, last: int, partial: set[int], attempt: Attempt | None) -> EntryState:
    if key < last:
        return EntryState.OUT_OF_ORDER
    if key in partial:
        return EntryState.PARTIAL
    return EntryState.FAILED if attempt is not None else EntryState.PENDING


def _diagnostics(folder: Folder, entries: Iterable[Entry], last: int) -> Iterable[Diagnostic]:
    for entry in entries:
        label = f"{entry.version}_{entry.name}"
        path = str(entry.migration.path if entry.migration else folder.path)
        if entry.state is EntryState.EDITED:
            hint = "put the file back as it was applied, and write what is to change into a new migration"
            yield _problem("edited", f"{label} was changed after it was applied", path, hint)
        elif entry.state is EntryState.MISSING:
            hint = "put the file back; the journal says that it was applied here"
            was = "applied" if entry.revision else "applied in part"
            yield _problem("missing", f"{label} was {was}, and its file is missing", path, hint)
        elif entry.state is EntryState.OUT_OF_ORDER:
            hint = "it came by a merge: rename it to a later version, then run `schemadiff migrate hash`"
            yield _problem("out-of-order", f"{label} is older than {last}, the last applied, and is not applied", path, hint)


def _problem(code: str, message: str, path: str, hint: str) -> Diagnostic:
    return Diagnostic(
        code=f"status-{code}",
        severity=Severity.ERROR,
        message=message,
        hint=hint,
        location=Location(file=path, line=1),
    )


def up_to(pending: Iterable[Migration], *, to: str | None, count: int | None) -> tuple[Migration, ...]:
    """The first `count` of the migrations, up to and with version `to`. Raises UsageError where `to` is no version."""
    limit = None if to is None else version_key(to)
    return tuple(m for m in pending if limit is None or m.key <= limit)[:count]
