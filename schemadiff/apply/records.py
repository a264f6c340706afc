"""Writes to the journal. Those of a step's end belong into its transaction; the others commit by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.core.version import VERSION
from schemadiff.migration import read_header

if TYPE_CHECKING:
    import psycopg

    from schemadiff.apply.journal import Attempt, AttemptState
    from schemadiff.apply.steps import Step, Task
    from schemadiff.migration import Migration

_LONGEST_HEAD = 500
_START = """
    INSERT INTO schemadiff.attempts (version, name, direction, step, digest, transactional, state, sql, tool_version)
    VALUES (%s, %s, %s, %s, %s, %s, 'running', %s, %s) RETURNING id
"""
_DONE = """
    UPDATE schemadiff.attempts SET state = 'done', finished_at = pg_catalog.clock_timestamp(), xid = %s::text::xid8
    WHERE id = %s
"""
# A COMMIT may have got through before the interruption was noticed; then the row says so already.
_STOPPED = """
    UPDATE schemadiff.attempts SET state = %s, finished_at = pg_catalog.clock_timestamp(), statement = %s,
           sql = coalesce(sql, %s), sqlstate = %s, message = %s, xid = %s::text::xid8
    WHERE id = %s AND state = 'running'
"""
_LOST = "UPDATE schemadiff.attempts SET state = 'lost', finished_at = pg_catalog.clock_timestamp() WHERE state = 'running'"
# A journal made by an earlier version does not know the word.
_KNOW_RESTORED = """
    ALTER TABLE schemadiff.attempts DROP CONSTRAINT IF EXISTS attempts_state_check,
        ADD CONSTRAINT attempts_state_check
        CHECK (state IN ('running', 'done', 'failed', 'interrupted', 'lost', 'restored'))
"""
_RESTORED = """
    INSERT INTO schemadiff.attempts (version, name, direction, step, digest, transactional, state, started_at, finished_at,
                                     statement, sql, sqlstate, message, tool_version)
    VALUES (%s, %s, %s, %s, %s, true, 'restored', %s, pg_catalog.clock_timestamp(), %s, %s, %s, %s, %s)
"""
_SETTLE = "UPDATE schemadiff.attempts SET settled = true WHERE version = %s AND NOT settled"
_REVISION = """
    INSERT INTO schemadiff.revisions
        (version, name, checksum, kind, from_fingerprint, to_fingerprint, statements, duration, tool_version)
    VALUES (%s, %s, %s, %s, %s, %s, %s, pg_catalog.make_interval(secs => %s), %s)
"""


def start(connection: psycopg.Connection[Any], task: Task, step: Step) -> int:
    """Records that a step is going to run, and gives the attempt's id. The caller has no transaction open."""
    row = connection.execute(
        _START,
        (
            task.migration.version,
            task.migration.name,
            task.direction,
            step.index,
            step.digest,
            step.transactional,
            None if step.transactional else step.statements[0].text,
            VERSION,
        ),
    ).fetchone()
    assert row is not None
    return int(row[0])


def done(connection: psycopg.Connection[Any], attempt: int, xid: str | None) -> None:
    """Marks a step as done, in the transaction that did it."""
    connection.execute(_DONE, (xid, attempt))


def stopped(
    connection: psycopg.Connection[Any],
    attempt: int,
    *,
    state: AttemptState,
    statement: tuple[int, str] | None = None,
    sqlstate: str | None = None,
    message: str | None = None,
    xid: str | None = None,
) -> None:
    """Records why a step did not end, after its transaction was undone."""
    position, sql = statement or (None, None)
    head = None if sql is None else sql[:_LONGEST_HEAD]
    connection.execute(_STOPPED, (state.value, position, head, sqlstate, message, xid, attempt))


def lost(connection: psycopg.Connection[Any]) -> None:
    """Marks attempts whose session is gone. The caller holds the lock, so whatever is "running" is not."""
    connection.execute(_LOST)


def complete(connection: psycopg.Connection[Any], task: Task, seconds: float) -> None:
    """Enters the migration into the journal, or takes it out, in the transaction of its last step."""
    migration = task.migration
    connection.execute(_SETTLE, (migration.version,))
    if task.down:
        connection.execute("DELETE FROM schemadiff.revisions WHERE version::numeric = %s::numeric", (migration.version,))
    else:
        revision(connection, migration, kind="applied", statements=task.statements, seconds=seconds)


def revision(connection: psycopg.Connection[Any], migration: Migration, *, kind: str, statements: int = 0, seconds: float = 0) -> None:
    """Enters a migration into the journal."""
    header = read_header(migration.text)
    connection.execute(
        _REVISION,
        (
            migration.version,
            migration.name,
            migration.checksum,
            kind,
            header.current,
            header.desired,
            statements,
            seconds,
            VERSION,
        ),
    )


def forget(connection: psycopg.Connection[Any], versions: list[str]) -> None:
    """Takes migrations out of the journal, and settles what was tried of them."""
    connection.execute("DELETE FROM schemadiff.revisions WHERE version = ANY (%s)", (versions,))
    connection.execute("UPDATE schemadiff.attempts SET settled = true WHERE version = ANY (%s)", (versions,))


def restored(connection: psycopg.Connection[Any], failed: Attempt, why: str) -> None:
    """Records, in a database that was restored, the attempt that made it necessary: nothing of it is left."""
    with connection.transaction():
        connection.execute(_KNOW_RESTORED)
        told = (failed.statement, failed.sql, failed.sqlstate, why, VERSION)
        connection.execute(_RESTORED, (failed.version, failed.name, failed.direction, failed.step, failed.digest, failed.started_at, *told))
