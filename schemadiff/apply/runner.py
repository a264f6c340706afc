"""Applying, taking back, and keeping the journal: each in one session, under the lock, after everything was checked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from schemadiff.apply import journal as journal_module
from schemadiff.apply import lock, records
from schemadiff.apply.doubt import resolve
from schemadiff.apply.executor import Executor
from schemadiff.apply.failures import CommitLostError
from schemadiff.apply.model import ApplyOptions, ApplyResult, Done, Quiet
from schemadiff.apply.session import open_session
from schemadiff.apply.statuses import status, up_to
from schemadiff.apply.steps import task_of
from schemadiff.core.errors import ApplyError, MigrationError, RefusedError, UsageError
from schemadiff.migration import Folder, verify, version_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg

    from schemadiff.apply.journal import Journal
    from schemadiff.apply.model import Confirmed, Observer
    from schemadiff.apply.session import Session
    from schemadiff.apply.statuses import Entry, Status
    from schemadiff.apply.steps import Task
    from schemadiff.migration import Migration

    Fingerprint = Callable[[psycopg.Connection[Any]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What one call is about."""

    url: str
    folder: Folder
    options: ApplyOptions
    observer: Observer
    fingerprint: Fingerprint | None = None


@dataclass(slots=True)
class _Run:
    """What a call has come to: `planned` are the versions that it settled on in its first session."""

    done: list[Done] = field(default_factory=list)
    planned: frozenset[str] | None = None
    doubtful: Task | None = None

    def settle(self, versions: Sequence[str]) -> None:
        """Takes note, in a later session, that the migration whose COMMIT was in doubt is complete."""
        if self.planned is None:
            self.planned = frozenset(versions)
        if self.doubtful and self.doubtful.migration.version not in versions:
            migration = self.doubtful.migration
            count = self.doubtful.statements
            self.done.append(Done(version=migration.version, name=migration.name, statements=count, seconds=0))
        self.doubtful = None


def apply(
    url: str,
    folder: Folder,
    options: ApplyOptions | None = None,
    observer: Observer | None = None,
    *,
    fingerprint: Fingerprint | None = None,
) -> ApplyResult:
    """Applies the pending migrations of `folder` to the database at `url`, which must reach PostgreSQL directly.

    `fingerprint` computes a database's fingerprint on a given connection; with `options.confirmed` it is computed under
    the lock, and must be what was shown. Where nothing is pending, nothing is done.

    Raises MigrationError where folder, checksum file and journal do not agree; ApplyError where what was shown is not
    what is found, another applier holds the lock too long, or a statement fails; PermissionDenied without rights for
    the journal. Completed migrations stay; what was begun of the failed one is undone and recorded; a rerun goes on.
    """
    job = _Job(url=url, folder=folder, options=options or ApplyOptions(), observer=observer or Quiet(), fingerprint=fingerprint)
    return _repeated(job, _apply)


def down(url: str, folder: Folder, options: ApplyOptions | None = None, observer: Observer | None = None) -> ApplyResult:
    """Takes back applied migrations, the last first: `options.count` of them (1), or all later than `options.to`.

    A down file's last statements and the removal of the journal's row are one transaction. Raises as `apply` does, and
    MigrationError where a migration has no down file.
    """
    job = _Job(url=url, folder=folder, options=options or ApplyOptions(), observer=observer or Quiet())
    return _repeated(job, _down)


def goto(url: str, folder: Folder, version: str, options: ApplyOptions | None = None, observer: Observer | None = None) -> ApplyResult:
    """Applies or takes back until `version` is the last applied; "0" takes back all. Raises as they do."""
    if version_key(version) and folder.get(version) is None:
        raise UsageError(f"no migration has version {version}")
    with open_session(url) as session:
        at = journal_module.read(session.connection).version
    wanted = replace(options or ApplyOptions(), to=version, count=None)
    job = down if at is not None and int(at) > version_key(version) else apply
    return job(url, folder, wanted, observer)


def baseline(url: str, folder: Folder, version: str, options: ApplyOptions | None = None, observer: Observer | None = None) -> ApplyResult:
    """Marks the migrations up to `version` as applied, in a database that has them already, without running them.

    Raises RefusedError where the journal has rows, UsageError where the folder has no such version.
    """
    job = _Job(url=url, folder=folder, options=options or ApplyOptions(), observer=observer or Quiet())
    with _locked(job) as (session, journal):
        return ApplyResult(baselined=_baseline(session, job, journal, version))


def force(url: str, folder: Folder, version: str, options: ApplyOptions | None = None, observer: Observer | None = None) -> ApplyResult:
    """Makes the journal say that `version` is the last applied, running nothing; "0" empties it.

    Rows of later versions go, files up to it that have no row or are edited get one of kind baseline, attempts are
    settled. The caller has asked the user. Raises UsageError where the folder has no such version.
    """
    target = version_key(version)
    if target and folder.get(version) is None:
        raise UsageError(f"no migration has version {version}")
    job = _Job(url=url, folder=folder, options=options or ApplyOptions(), observer=observer or Quiet())
    with _locked(job) as (session, journal):
        journal_module.ensure(session.connection)
        claimed = tuple(m for m in folder.migrations if m.key <= target)
        sums = {m.key: m.checksum for m in claimed}
        gone = [r.version for r in journal.revisions if sums.get(int(r.version)) != r.checksum]
        known = {int(r.version) for r in journal.revisions if r.version not in gone}
        session.run("BEGIN")
        records.forget(session.connection, [*gone, *{a.version for a in journal.attempts}])
        new = tuple(m for m in claimed if m.key not in known)
        for migration in new:
            records.revision(session.connection, migration, kind="baseline")
        session.run("COMMIT")
        return ApplyResult(baselined=tuple(m.version for m in new))


def current_version(url: str) -> str | None:
    """The last applied version of a database; None where there is none. Raises DatabaseError, PermissionDenied."""
    with open_session(url) as session:
        return journal_module.read(session.connection).version


def _repeated(job: _Job, once: Callable[[_Job, _Run], ApplyResult]) -> ApplyResult:
    """Begins again in a new session where the answer to COMMIT was lost and the server says that it got through."""
    run = _Run()
    while True:
        try:
            return once(job, run)
        except CommitLostError as lost:
            resolve(job.url, lost)
            run.doubtful = lost.task


@contextmanager
def _locked(job: _Job) -> Iterator[tuple[Session, Journal]]:
    with open_session(job.url, job.options.tenant) as session:
        lock.acquire(session.connection, job.options.lock_wait, job.observer)
        _recheck_folder(job.folder)
        journal = journal_module.read(session.connection)
        yield session, journal


def _recheck_folder(folder: Folder) -> None:
    """The files are still those that the caller read, and those that the checksum file lists."""
    now = Folder.read(folder.path, missing_ok=True)
    if now != folder:
        raise ApplyError(f"{folder.path} was changed meanwhile; nothing was applied", hint="look at it and apply again")
    if problems := verify(folder):
        raise MigrationError(problems)


def _apply(job: _Job, run: _Run) -> ApplyResult:
    options = job.options
    with _locked(job) as (session, journal):
        baselined: tuple[str, ...] = ()
        if options.baseline is not None and not options.dry_run and run.planned is None:
            baselined = _baseline(session, job, journal, options.baseline)
        found = status(job.folder, journal_module.read(session.connection))
        if found.diagnostics:
            raise MigrationError(found.diagnostics)
        if options.to is not None and job.folder.get(options.to) is None:
            raise UsageError(f"no migration has version {options.to}")
        if run.planned is None:
            pending = up_to(_not_done_by_another(found, options.confirmed), to=options.to, count=options.count)
            if pending:
                _check_confirmed(session, job, pending)
        else:
            pending = tuple(m for m in found.pending if m.version in run.planned)
        run.settle([m.version for m in pending])
        tasks = [task_of(migration) for migration in pending]
        if options.dry_run:
            return ApplyResult(planned=tuple(m.version for m in pending))
        _execute(session, job, tasks, run)
        return ApplyResult(done=tuple(run.done), baselined=baselined)


def _down(job: _Job, run: _Run) -> ApplyResult:
    with _locked(job) as (session, journal):
        applied = status(job.folder, journal).applied
        if run.planned is None:
            entries = _to_take_back(applied, job.options)
        else:
            entries = [e for e in reversed(applied) if e.version in run.planned]
        missing = [e for e in entries if e.migration is None]
        if missing:
            hint = "put the files back, or tell the journal with `schemadiff migrate force`"
            raise MigrationError(f"no file of {missing[0].version}_{missing[0].name}, which is applied", hint=hint)
        migrations = [e.migration for e in entries if e.migration]
        run.settle([e.version for e in entries])
        tasks = [task_of(migration, down=True) for migration in migrations]
        if job.options.dry_run:
            return ApplyResult(planned=tuple(m.version for m in migrations))
        _execute(session, job, tasks, run)
        return ApplyResult(done=tuple(run.done))


def _to_take_back(applied: Sequence[Entry], options: ApplyOptions) -> list[Entry]:
    latest_first = list(reversed(applied))
    if options.to is not None:
        limit = version_key(options.to)
        latest_first = [e for e in latest_first if int(e.version) > limit]
    return latest_first[: 1 if options.count is None and options.to is None else options.count]


def _not_done_by_another(found: Status, confirmed: Confirmed | None) -> tuple[Migration, ...]:
    """What is pending; nothing where all that was shown was applied while this session waited for the lock."""
    applied = {(e.version, e.revision.checksum) for e in found.applied if e.revision}
    if confirmed is not None and applied.issuperset(confirmed.pending):
        return ()
    return found.pending


def _check_confirmed(session: Session, job: _Job, pending: Sequence[Migration]) -> None:
    confirmed = job.options.confirmed
    if confirmed is None:
        return
    if tuple((m.version, m.checksum) for m in pending) != confirmed.pending:
        hint = "look at what is pending now and apply again"
        raise ApplyError("other migrations are pending than those that were shown; nothing was applied", hint=hint)
    if confirmed.fingerprint is None or job.fingerprint is None:
        return
    found = job.fingerprint(session.connection)
    session.reset()
    if found != confirmed.fingerprint:
        hint = "`schemadiff migrate check` says what differs"
        raise ApplyError("the database was changed since it was looked at; nothing was applied", hint=hint)


def _execute(session: Session, job: _Job, tasks: Sequence[Task], run: _Run) -> None:
    if not tasks:
        return
    session.reset()
    journal_module.ensure(session.connection)
    records.lost(session.connection)
    journal = journal_module.read(session.connection)
    executor = Executor(session, job.options, job.observer)
    for task in tasks:
        # One by one, because what was done before the connection was lost is still told.
        run.done += (executor.run(task, journal),)


def _baseline(session: Session, job: _Job, journal: Journal, version: str) -> tuple[str, ...]:
    if journal.revisions:
        hint = f"its last version is {journal.version}; `schemadiff migrate force` changes what a journal says"
        raise RefusedError("this database has a journal already", hint=hint)
    if job.folder.get(version) is None:
        raise UsageError(f"no migration has version {version}")
    journal_module.ensure(session.connection)
    marked = up_to(job.folder.migrations, to=version, count=None)
    session.run("BEGIN")
    for migration in marked:
        records.revision(session.connection, migration, kind="baseline")
    session.run("COMMIT")
    return tuple(m.version for m in marked)
