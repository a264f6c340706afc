"""Migrations applied, taken back, and told about."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.backup import BackupOptions, guarded
from schemadiff.api.refusals import refuse_lossy_files, refuse_violated
from schemadiff.core.errors import MigrationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from schemadiff.api.config import Settings
    from schemadiff.apply import ApplyOptions, ApplyResult, Journal, Observer, Status
    from schemadiff.apply.preflight import Report
    from schemadiff.migration import Folder, Migration


PREFLIGHT_BUDGET = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is about to be done to the database at `url`: `migrations` in order, applied or (`down`) taken back.

    `preflight` is what live rows say of it, None where they were not asked.
    """

    migrations: tuple[Migration, ...]
    down: bool
    url: str = field(repr=False)
    preflight: Report | None = None

    @property
    def sql(self) -> str:
        """The text of all files, in the order in which they run."""
        return "\n".join((m.down_text or "") if self.down else m.text for m in self.migrations)


def migrate_status(settings: Settings) -> Status:
    """Every version of folder and journal with its state. Raises MigrationError, DatabaseError."""
    with engine.reachable(settings.url, settings.project) as url:
        return engine.status(_folder(settings), url)


def migrate_apply(
    settings: Settings,
    options: ApplyOptions | None = None,
    *,
    approve: Callable[[Proposal], None] | None = None,
    allow: Collection[str] = (),
    observer: Observer | None = None,
    preflight: float | None = PREFLIGHT_BUDGET,
    backups: BackupOptions | None = None,
) -> ApplyResult:
    """Applies pending migrations. `approve` is called with what would be done, and raises to stop.

    Before it, live rows are asked whether statements would fail on them; `preflight` is how many seconds each question may take,
    None to ask nothing. Raises MigrationError where folder and journal disagree, RefusedError for data loss that neither `allow`
    nor the file's header allows and where rows stand against a statement, ApplyError where a statement fails, BackupError where a
    backup that was asked for cannot be had.
    """
    from schemadiff import apply as applier

    options = options or applier.ApplyOptions(**settings.locks())
    folder = _verified(settings)
    with engine.reachable(settings.url, settings.project) as url:
        if options.baseline is None:
            found = engine.status(folder, url)
            if found.diagnostics:
                raise MigrationError(found.diagnostics)
            todo = applier.up_to(found.pending, to=options.to, count=options.count)
            refuse_lossy_files(todo, allow, protected=settings.protected)
            shown = engine.live_fingerprint(url) if todo else None
            if todo and not options.dry_run:
                report = engine.preflight(url, todo, preflight) if preflight is not None else None
                if report:
                    refuse_violated(report)
                if approve:
                    approve(Proposal(migrations=todo, down=False, url=url, preflight=report))
            options = replace(
                options,
                confirmed=applier.Confirmed(pending=tuple((m.version, m.checksum) for m in todo), fingerprint=shown),
            )
            if not todo or options.dry_run:
                backups = None
        with guarded(settings, url, backups or BackupOptions()):
            return applier.apply(url, folder, options, observer, fingerprint=engine.fingerprint)


def migrate_preflight(settings: Settings, options: ApplyOptions | None = None, *, budget: float = PREFLIGHT_BUDGET) -> Report:
    """Asks live rows whether the pending migrations would fail on them; nothing is changed, nor refused.

    Of `options` only `to` and `count` matter. Raises MigrationError, DatabaseError.
    """
    from schemadiff import apply as applier

    options = options or applier.ApplyOptions()
    folder = _verified(settings)
    with engine.reachable(settings.url, settings.project) as url:
        found = engine.status(folder, url)
        if found.diagnostics:
            raise MigrationError(found.diagnostics)
        return engine.preflight(url, applier.up_to(found.pending, to=options.to, count=options.count), budget)


def migrate_down(
    settings: Settings,
    options: ApplyOptions | None = None,
    *,
    approve: Callable[[Proposal], None] | None = None,
    allow: Collection[str] = (),
    observer: Observer | None = None,
    backups: BackupOptions | None = None,
) -> ApplyResult:
    """Takes applied migrations back: the last one, `options.count` of them, or all after `options.to`.

    What cannot come back is for `approve` to tell; in a protected environment `allow` must name what is lost.
    Raises as `migrate_apply`, and MigrationError where a migration has no down file.
    """
    from schemadiff import apply as applier
    from schemadiff.migration import version_key

    options = options or applier.ApplyOptions(count=1, **settings.locks())
    folder = _verified(settings)
    with engine.reachable(settings.url, settings.project) as url:
        applied = [e for e in reversed(engine.status(folder, url).applied) if e.migration]
        stay = version_key(options.to) if options.to is not None else -1
        todo = tuple(e.migration for e in applied if e.migration and int(e.version) > stay)[: options.count]
        for migration in todo:
            if migration.down_text is None:
                raise MigrationError(f"{migration.label} has no way back: there is no {migration.path.stem}.down.sql")
        if settings.protected:
            refuse_lossy_files(todo, allow, down=True, protected=True)
        if approve and todo and not options.dry_run:
            approve(Proposal(migrations=todo, down=True, url=url))
        wanted = backups if todo and not options.dry_run else None
        with guarded(settings, url, wanted or BackupOptions()):
            return applier.down(url, folder, options, observer)


def migrate_goto(
    settings: Settings,
    version: str,
    *,
    approve: Callable[[Proposal], None] | None = None,
    allow: Collection[str] = (),
    preflight: float | None = PREFLIGHT_BUDGET,
) -> ApplyResult:
    """Applies or takes back until `version` is the last applied; "0" takes back all. `preflight` is as in `migrate_apply`.

    Raises UsageError for a version that the folder lacks, and as `migrate_apply` and `migrate_down`.
    """
    from schemadiff.apply import ApplyOptions
    from schemadiff.migration import version_key

    key = version_key(version)
    target = _folder(settings).get(version)
    if key and target is None:
        raise UsageError(f"no version {version} in {settings.migrations}")
    last = migrate_version(settings)
    options = ApplyOptions(to=target.version if target else version, **settings.locks())
    if target is None or (last is not None and int(last) > key):
        return migrate_down(settings, options, approve=approve, allow=allow)
    return migrate_apply(settings, options, approve=approve, allow=allow, preflight=preflight)


def migrate_version(settings: Settings) -> str | None:
    """The last applied version; None where nothing is applied. Raises DatabaseError."""
    with engine.reachable(settings.url, settings.project) as url:
        return engine.read_journal(url).version


def migrate_force(settings: Settings, version: str, *, approve: Callable[[tuple[str, ...], str], None] | None = None) -> None:
    """Makes the journal claim that the folder is applied up to `version`, and no further; runs nothing.

    `approve` is called with what changes, in words, and the URL, and raises to stop. "0" empties the journal. Raises
    UsageError for a version that the folder lacks.
    """
    from schemadiff.apply import force
    from schemadiff.migration import version_key

    folder = _folder(settings)
    if version_key(version) and folder.get(version) is None:
        raise UsageError(f"no version {version} in {settings.migrations}")
    with engine.reachable(settings.url, settings.project) as url:
        if approve:
            approve(tuple(_claims(folder, engine.read_journal(url), version_key(version))), url)
        force(url, folder, version)


def _claims(folder: Folder, journal: Journal, target: int) -> Iterator[str]:
    """What `force` makes the journal say, a line for each change."""
    rows = {int(r.version): r for r in journal.revisions}
    claimed = {m.key: m for m in folder.migrations if m.key <= target}
    for key, migration in claimed.items():
        if key not in rows:
            yield f"mark as applied: {migration.label}"
        elif rows[key].checksum != migration.checksum:
            yield f"take as applied, as the file is now: {migration.label}"
    yield from (f"forget: {row.version}_{row.name}" for key, row in rows.items() if key not in claimed)
    begun = {int(a.version): f"{a.version}_{a.name}" for a in journal.attempts}
    yield from (f"forget what was begun of: {label}" for label in begun.values())


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The URL of the environment's database, which is reachable until the end; it may hold a password."""
    with engine.reachable(settings.url, settings.project) as url:
        yield url


def _folder(settings: Settings) -> Folder:
    from schemadiff.migration import Folder

    return Folder.read(settings.migrations, missing_ok=True)


def _verified(settings: Settings) -> Folder:
    from schemadiff.migration import verify

    folder = _folder(settings)
    problems = verify(folder)
    if problems:
        raise MigrationError(problems)
    return folder
