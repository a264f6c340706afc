"""Backups: taken, put back, and taken before and after migrations."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.refusals import refuse_protected
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import BackupError, SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from schemadiff.api.config import Settings
    from schemadiff.apply import Attempt, Backup, Restored


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupOptions:
    """Whether to take backups before and after, and to put the one before back where a migration fails half-way.

    `restore_on_failure` implies `take`. `told` is called with every backup and what was restored.
    """

    take: bool = False
    restore_on_failure: bool = False
    told: Callable[[Backup | Restored], None] = field(default=lambda _: None, compare=False)

    @property
    def wanted(self) -> bool:
        """Is a backup to be taken?"""
        return self.take or self.restore_on_failure


def db_backup(settings: Settings, file: Path | None = None) -> Backup:
    """Writes a backup of the environment's database, to `file` or into the folder of backups, where old ones are rotated.

    Raises BackupError, DatabaseError.
    """
    from schemadiff.apply import backup

    with engine.reachable(settings.url, settings.project) as url:
        return backup.take_to(url, file) if file else backup.take(url, settings.backups, keep=settings.keep)


def db_restore(settings: Settings, file: Path, *, approve: Callable[[int, str], None] | None = None) -> Restored:
    """Replaces what the environment's database holds by the backup in `file`.

    `approve` is called with the number of the archive's entries and the URL, and raises to stop. Raises RefusedError for a
    protected environment and where other sessions are connected, UsageError where there is no such file, BackupError.
    """
    from schemadiff.apply import backup
    from schemadiff.apply.restore import restore

    way_out = "restore it by hand with pg_restore, or into another database: --url"
    refuse_protected(settings, "db restore", way_out)
    if not file.is_file():
        raise UsageError(f"no such file: {file}", hint=f"backups are in {settings.backups}")
    entries = backup.entries(file)
    with engine.reachable(settings.url, settings.project) as url:
        if approve:
            approve(entries, url)
        return restore(url, file)


@contextmanager
def guarded(settings: Settings, url: str, options: BackupOptions) -> Iterator[None]:
    """Backups before and after what is done inside, and the one before put back where that fails half-way.

    Raises BackupError before anything is done where no backup can be had, RefusedError where one is to be restored on failure
    and other sessions are connected; later, what went wrong inside, and what was done about it.
    """
    from schemadiff.apply import backup

    if not options.wanted:
        yield
        return
    if options.restore_on_failure:
        _refuse_company(url)
    before = _last_attempt(url)
    taken = backup.take(url, settings.backups, keep=settings.keep)
    options.told(taken)
    shown = engine.live_fingerprint(url) if options.restore_on_failure else None
    try:
        yield
    except SchemadiffError as error:
        raise _after_failure(url, taken, options, before, shown, error) from error
    options.told(backup.take(url, settings.backups, keep=settings.keep))


def _refuse_company(url: str) -> None:
    from schemadiff.apply.restore import refuse_company
    from schemadiff.connect import connect

    with connect(url) as connection:
        refuse_company(connection)


def _last_attempt(url: str) -> int:
    return max((a.id for a in engine.read_journal(url).attempts), default=0)


def _after_failure(
    url: str, taken: Backup, options: BackupOptions, before: int, shown: str | None, error: SchemadiffError
) -> SchemadiffError:
    """The error as it is to be told: with what has become of the database, and where its backup is."""
    try:
        half_way = _half_way(url, before)
        if half_way is None:
            return _with(error, f"nothing of the failed migration is left; the backup is {taken.path}")
        if not options.restore_on_failure:
            return _with(error, f"a part of it is applied; apply again goes on, or put back the backup: db restore {taken.path}")
        restored = _restore(url, taken, half_way, error)
        options.told(restored)
        if engine.live_fingerprint(url) != shown:
            return _with(error, f"{taken.path} was restored, but the schema is not as it was before: compare it (migrate check)")
        return _with(error, f"the database was restored from {taken.path} and is as it was before; version {taken.version or 'none'}")
    except SchemadiffError as second:
        hint = f"the backup of before is {taken.path}; when that is put right: schemadiff db restore {taken.path}"
        return _with(BackupError((*error.diagnostics, *second.diagnostics)), f"the database was not restored; {hint}")


def _half_way(url: str, before: int) -> Attempt | None:
    """The last attempt of this run at a migration that has left a part of itself; None where none has."""
    new = [a for a in engine.read_journal(url).attempts if a.id > before]
    left = {a.version for a in new if a.state == "done" or not a.transactional}
    return next((a for a in reversed(new) if a.version in left), None)


def _restore(url: str, taken: Backup, failed: Attempt, error: SchemadiffError) -> Restored:
    from schemadiff.apply.restore import restore

    why = f"{error.diagnostics[0].message}; restored from {taken.path.name}"
    return restore(url, taken.path, failed=failed, why=why)


def _with(error: SchemadiffError, message: str) -> SchemadiffError:
    told = Diagnostic(code="backup", severity=Severity.NOTE, message=message)
    found = type(error)((*error.diagnostics, told))
    found.exit_code = error.exit_code
    return found
