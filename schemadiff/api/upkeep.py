"""The folder's upkeep: migrations that are not applied yet are taken out, or come last; checkpoints for empty databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.data import KNOWN, with_data_steps
from schemadiff.api.migrate import verified, write_checkpoint
from schemadiff.api.refusals import refuse_secrets
from schemadiff.core.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from schemadiff.api.config import Settings
    from schemadiff.core.plan import Plan
    from schemadiff.migration import Folder, Migration
    from schemadiff.sources import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A checkpoint that was written. `rows`: tables, as schema and name, that hold rows after all migrations and not after it."""

    migration: Migration
    rows: tuple[tuple[str, ...], ...] = ()


def migrate_rm(settings: Settings, version: str) -> tuple[Path, ...]:
    """Deletes the files of a pending migration and its lines in the checksum file; the files.

    Raises UsageError for a version that the folder lacks, RefusedError where the environment's database has it, or a part of it,
    MigrationError where the checksum file tells of another file that was changed.
    """
    from schemadiff.migration import remove

    return remove(*_pending(settings, version, "remove", "take it back first: schemadiff migrate down"))


def migrate_rebase(settings: Settings, version: str) -> Migration:
    """Gives a pending migration a new version, later than all others, as after a merge of branches; the migration as it is then.

    What it does is not proven again. Raises as `migrate_rm`.
    """
    from schemadiff.migration import rebase

    return rebase(*_pending(settings, version, "rebase", "its place is fixed; write what is to change into a new one"))


def migrate_checkpoint(settings: Settings, name: str = "checkpoint") -> Checkpoint:
    """Writes a migration that makes all that those of the folder make, data steps of schema.sql among it, proven like any other.

    Empty databases get it, and nothing that is older; others never get it. Raises MigrationError, UsageError for an empty folder,
    SqlError.
    """
    refuse_secrets(settings.include)
    folder = verified(settings)
    if not folder.migrations:
        raise UsageError(f"no migrations in {settings.migrations}: a checkpoint would hold nothing")
    with engine.session(settings.dev, None, settings.include) as session:
        states = engine.empty(session), session.replay(folder)
        known = {found for migration in folder.migrations for found in KNOWN.findall(migration.text)}
        steps = session.data_steps(engine.snapshot(session, settings.schema))
        plan = session.plan(*states)
        full = with_data_steps(plan, [s for s in steps if s.hash in known], replace(folder, migrations=()))
        lost = _rows(session, folder) - _rows(session, full)
        return Checkpoint(migration=write_checkpoint(settings, session, states, full, name), rows=tuple(sorted(lost)))


def _rows(session: Session, source: Folder | Plan) -> frozenset[tuple[str, ...]]:
    """The tables that hold rows in a scratch database after `source`."""
    with session.database() as connection:
        engine.execute(session, connection, source)
        return engine.tables_with_rows(connection)


def _pending(settings: Settings, version: str, verb: str, way_out: str) -> tuple[Folder, Migration]:
    from schemadiff.migration import Folder

    folder = Folder.read(settings.migrations)
    migration = folder.get(version)
    if migration is None:
        raise UsageError(f"no version {version} in {settings.migrations}", hint="schemadiff migrate status lists them")
    with engine.reachable(settings.url, settings.project) as url:
        journal = engine.read_journal(url)
    if migration.key in {int(r.version) for r in journal.revisions}:
        message = f"cannot {verb} {migration.label}: it is applied in environment {settings.env!r}"
        raise RefusedError(message, hint=way_out)
    if any(a.state == "done" and int(a.version) == migration.key for a in journal.attempts):
        message = f"cannot {verb} {migration.label}: a part of it is applied in environment {settings.env!r}"
        raise RefusedError(message, hint="finish it: schemadiff migrate apply")
    return folder, migration
