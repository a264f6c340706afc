"""Migrations: written from a diff, started by hand, hashed, validated, checked for drift."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.data import with_data_steps
from schemadiff.api.refusals import refuse_findings, refuse_lossy, refuse_secrets
from schemadiff.api.renames import Renames, hint
from schemadiff.api.report import case_kept
from schemadiff.core.busy import NONE, OnlineMode
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import MigrationError, ProofError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from schemadiff.api.config import Settings
    from schemadiff.core.busy import Busy
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.plan import Plan
    from schemadiff.diff import Rename
    from schemadiff.migration import Folder, Migration
    from schemadiff.sources import Session

FROM_MIGRATIONS = "migrations"
MOST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffOptions:
    """How to compare and what to write.

    `source` is what is compared with schema.sql: None for the live database, `migrations` for the replayed folder, or
    any source. `unproven` writes even what the proof rejects, and says so in the header. `strict` refuses where the plan
    leaves something out of account. `online`: for which tables the migration consists of lock-safe steps; None as the settings say.
    """

    source: str | None = None
    allow: Collection[str] = ()
    dry_run: bool = False
    unproven: bool = False
    strict: bool = False
    renames: Renames = field(default_factory=Renames)
    online: OnlineMode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `migrate_diff` found. `migration` is None where nothing differs, and for a dry run, which gives texts."""

    plan: Plan
    text: str = ""
    down_text: str = ""
    migration: Migration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Three-way drift, each as the plan that would heal it; empty plans mean agreement.

    `database` takes the live database to what the migrations make; `schema` takes the migrations to schema.sql.
    """

    database: Plan
    schema: Plan
    pending: int = 0

    @property
    def clean(self) -> bool:
        """Do all three agree?"""
        return not (self.database.statements or self.schema.statements or self.pending)


def migrate_diff(settings: Settings, name: str | None = None, options: DiffOptions | None = None) -> Written:
    """Writes the migration from the current state to schema.sql, with its way back, both proven in scratch.

    `name` is derived from the changes where it is None. Raises MigrationError where the database is not at the folder's
    head, RefusedError for data loss that is not allowed, ProofError where the plan does not give the desired state.
    """
    options = options or DiffOptions()
    refuse_secrets(settings.include)
    folder = _folder(settings)
    with _current_source(settings, folder, options) as (source, url), engine.session(settings.dev, url, settings.include) as session:
        if options.source is None and url is not None:
            engine.require_head(url, folder)
        current, desired = engine.snapshots(session, source, settings.schema, settings.exclude)
        with case_kept(current, desired):
            renames = options.renames.find(session, current, desired)
            busy = session.busy(options.online or settings.online, source)
            plan = session.plan(current, desired, renames, busy)
        refuse_findings(plan.diagnostics, strict=options.strict)
        plan = options.renames.told(plan)
        full = with_data_steps(plan, session.data_steps(desired), folder)
        if not full.statements:
            return Written(plan=full)
        if not options.dry_run:
            refuse_lossy(plan, options.allow, hint(options.renames.likely))
        pair = _Pair(session=session, current=current, desired=desired, plan=plan, full=full, renames=renames, busy=busy)
        with case_kept(current, desired):
            return _write(folder, pair, name, options)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    session: Session
    current: Snapshot
    desired: Snapshot
    plan: Plan
    full: Plan
    """With the data steps, which scratch lacks the rows to prove."""
    renames: tuple[Rename, ...] = ()
    busy: Busy = NONE
    checkpoint: bool = False


def _write(folder: Folder, pair: _Pair, name: str | None, options: DiffOptions) -> Written:
    from schemadiff import __version__, migration

    back = pair.session.plan(pair.desired, pair.current, [r.reversed() for r in pair.renames], pair.busy.renamed(pair.renames))
    proof, full, back = _proof(pair, back, options)
    stem = migration.check_name(name) if name else migration.derive_name(full.summaries)
    about = migration.About(
        name=stem,
        created=datetime.now(UTC),
        tool=f"schemadiff {__version__}",
        proof=proof,
        allow=tuple(sorted(map(str, options.allow))),
        checkpoint=pair.checkpoint,
    )
    text, down_text = migration.render(full, about), migration.render(back, replace(about, checkpoint=False))
    if options.dry_run:
        return Written(plan=full, text=text, down_text=down_text)
    version = migration.next_version(folder)
    written = migration.create(folder, version=version, name=stem, text=text, down_text=down_text)
    return Written(plan=full, text=text, down_text=down_text, migration=written)


def _proof(pair: _Pair, back: Plan, options: DiffOptions) -> tuple[str, Plan, Plan]:
    """The proof in words, and the plans forth and back with what was measured of their statements meanwhile."""
    try:
        forth = engine.prove(pair.session, pair.current, pair.desired, pair.plan)
        home = engine.prove(pair.session, pair.desired, pair.current, back)
    except ProofError:
        if not options.unproven:
            raise
        return "none, written with --unproven", pair.full, back
    # The data steps come last, and are not proven.
    full = replace(pair.full, statements=forth.plan.statements + pair.full.statements[len(forth.plan.statements) :])
    words = f"replayed in scratch, up and down; {'pg_dump agrees' if forth.dumped else 'no pg_dump of that major to ask'}"
    return words, full, home.plan


def migrate_new(settings: Settings, name: str) -> Migration:
    """Starts an empty migration, with an empty way back, to be written by hand. Raises MigrationError, UsageError."""
    from schemadiff import __version__, migration

    folder = _folder(settings)
    about = migration.About(name=migration.check_name(name), created=datetime.now(UTC), proof="none", tool=f"schemadiff {__version__}")
    empty = migration.render_empty(about)
    return migration.create(folder, version=migration.next_version(folder), name=about.name, text=empty, down_text=empty)


def migrate_hash(settings: Settings) -> Path:
    """Rewrites the checksum file from the folder as it is; the file. Raises UsageError, MigrationError."""
    from schemadiff import migration

    return migration.write(migration.Folder.read(settings.migrations))


def migrate_validate(settings: Settings) -> Plan:
    """Checks the checksum file, replays the folder in scratch, and compares the end with schema.sql.

    Gives the plan that leads from the folder's end to schema.sql, empty where they agree. Raises MigrationError,
    SqlError.
    """
    folder = verified(settings)
    with engine.session(settings.dev, None, settings.include) as session:
        _check_checkpoint(session, folder)
        return session.plan(
            engine.replay(session, folder, settings.exclude),
            engine.snapshot(session, settings.schema, settings.exclude),
        )


def _check_checkpoint(session: Session, folder: Folder) -> None:
    """Raises MigrationError where the last checkpoint does not make what the migrations before it make."""
    last = next((m for m in reversed(folder.migrations[1:]) if m.checkpoint), None)
    if last is None:
        return
    older = replace(folder, migrations=tuple(m for m in folder.migrations if m.key < last.key))
    plan = session.plan(session.replay(older), session.replay(replace(folder, migrations=(last,))))
    if plan.statements:
        message = f"{last.label} does not make what the migrations before it make: {'; '.join(plan.summaries[:MOST_TOLD])}"
        raise MigrationError(message, hint=f"write it anew: schemadiff migrate rm {last.version}, schemadiff migrate checkpoint")


def migrate_check(settings: Settings) -> Drift:
    """Compares database, applied migrations and schema.sql. Raises MigrationError, SqlError, DatabaseError."""
    from schemadiff.apply import status

    folder = verified(settings)
    with engine.reachable(settings.url, settings.project) as url, engine.session(settings.dev, url, settings.include) as session:
        journal = engine.read_journal(url)
        applied = {int(r.version) for r in journal.revisions}
        done = replace(folder, migrations=tuple(m for m in folder.migrations if m.key in applied))
        live = engine.snapshot(session, url, settings.exclude)
        at_journal = engine.replay(session, done, settings.exclude)
        at_head = at_journal if done == folder else engine.replay(session, folder, settings.exclude)
        desired = engine.snapshot(session, settings.schema, settings.exclude)
        return Drift(
            database=session.plan(live, at_journal),
            schema=session.plan(at_head, desired),
            pending=len(status(folder, journal).pending),
        )


@contextmanager
def _current_source(settings: Settings, folder: Folder, options: DiffOptions) -> Iterator[tuple[str, str | None]]:
    """The source of the current state, and its URL where it is a live database."""
    if options.source == FROM_MIGRATIONS:
        yield engine.MIGRATIONS + str(folder.path), None
    elif options.source is None or engine.is_url(options.source):
        with engine.reachable(options.source or settings.url, settings.project) as url:
            yield url, url
    else:
        yield options.source, None


def _folder(settings: Settings) -> Folder:
    from schemadiff.migration import Folder

    return Folder.read(settings.migrations, missing_ok=True)


def verified(settings: Settings) -> Folder:
    """The folder, which agrees with its checksum file. Raises MigrationError."""
    from schemadiff.migration import verify

    folder = _folder(settings)
    problems: tuple[Diagnostic, ...] = verify(folder)
    if any(p.severity == Severity.ERROR for p in problems):
        raise MigrationError(problems)
    return folder


def write_checkpoint(settings: Settings, session: Session, states: tuple[Snapshot, Snapshot], full: Plan, name: str) -> Migration:
    """Writes the checkpoint that takes an empty database, the first of `states`, to the second; `full` has the data steps, too."""
    plan = session.plan(*states)
    pair = _Pair(session=session, current=states[0], desired=states[1], plan=plan, full=full, checkpoint=True)
    written = _write(_folder(settings), pair, name, DiffOptions())
    assert written.migration is not None
    return written.migration


def write_migration(settings: Settings, session: Session, current: Snapshot, desired: Snapshot, name: str) -> Migration:
    """Writes the migration between two snapshots of one session, proven like any other."""
    plan = session.plan(current, desired)
    pair = _Pair(session=session, current=current, desired=desired, plan=plan, full=plan)
    written = _write(_folder(settings), pair, name, DiffOptions())
    assert written.migration is not None
    return written.migration
