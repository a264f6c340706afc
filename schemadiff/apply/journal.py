"""The journal: `schemadiff.revisions`, one row a migration, and `schemadiff.attempts`, one row a try of a step.

A row of `revisions` is committed together with its migration's last statements. Rows of `attempts` are written before a
segment begins; "done" is set in the segment's own transaction, a failure after it was undone. `settled` attempts belong
to migrations that are completed; the others tell where to go on.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import class_row

from schemadiff.core.errors import PermissionDenied

if TYPE_CHECKING:
    from datetime import datetime

SCHEMA = "schemadiff"
CREATE = (
    "CREATE SCHEMA IF NOT EXISTS schemadiff",
    """CREATE TABLE IF NOT EXISTS schemadiff.revisions (
    version text PRIMARY KEY,
    name text NOT NULL,
    checksum text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('applied', 'baseline')),
    from_fingerprint text,
    to_fingerprint text,
    statements integer NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    duration interval NOT NULL,
    applied_by text NOT NULL DEFAULT session_user,
    tool_version text NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id()
)""",
    """CREATE TABLE IF NOT EXISTS schemadiff.attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL,
    name text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('up', 'down')),
    step integer NOT NULL,
    digest text NOT NULL,
    transactional boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'failed', 'interrupted', 'lost', 'restored')),
    settled boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
    finished_at timestamptz,
    statement integer,
    sql text,
    sqlstate text,
    message text,
    applied_by text NOT NULL DEFAULT session_user,
    pid integer NOT NULL DEFAULT pg_catalog.pg_backend_pid(),
    tool_version text NOT NULL,
    xid xid8
)""",
)
_EXISTS = """
    SELECT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'schemadiff' AND c.relkind = 'r'
                     AND n.nspname || '.' || pg_catalog.quote_ident(c.relname) = 'schemadiff.revisions')
"""
_REVISIONS = """
    SELECT version, name, checksum, kind, from_fingerprint, to_fingerprint, statements, applied_at,
           extract(epoch FROM duration)::float8 AS seconds, applied_by, tool_version, xid::text
    FROM schemadiff.revisions ORDER BY version::numeric
"""
_ATTEMPTS = """
    SELECT id, version, name, direction, step, digest, transactional, state, started_at, finished_at, statement, sql,
           sqlstate, message, applied_by, pid, tool_version, xid::text
    FROM schemadiff.attempts WHERE NOT settled ORDER BY id
"""


class AttemptState(enum.StrEnum):
    """How a try ended. `lost`: its session ended without saying; `restored`: the database was put back as it was before."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    LOST = "lost"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An applied (or, by a baseline, adopted) migration."""

    version: str
    name: str
    checksum: str
    kind: str
    from_fingerprint: str | None
    to_fingerprint: str | None
    statements: int
    applied_at: datetime
    seconds: float
    applied_by: str
    tool_version: str
    xid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try of one step of a migration; `statement` counts from 0 within the step, `sql` is that statement."""

    id: int
    version: str
    name: str
    direction: str
    step: int
    digest: str
    transactional: bool
    state: str
    started_at: datetime
    finished_at: datetime | None
    statement: int | None
    sql: str | None
    sqlstate: str | None
    message: str | None
    applied_by: str
    pid: int
    tool_version: str
    xid: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """The journal's rows: revisions by version, and those attempts that are not settled, oldest first."""

    exists: bool = False
    revisions: tuple[Revision, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def version(self) -> str | None:
        """The last applied version."""
        return self.revisions[-1].version if self.revisions else None

    def of(self, version: str, *, down: bool) -> tuple[Attempt, ...]:
        """The unsettled attempts at a version in one direction."""
        direction = "down" if down else "up"
        return tuple(a for a in self.attempts if int(a.version) == int(version) and a.direction == direction)


def read(connection: psycopg.Connection[Any]) -> Journal:
    """The journal of a database; an empty one where it has none. Raises PermissionDenied where it may not be read."""
    row = connection.execute(_EXISTS).fetchone()
    if not row or not row[0]:
        return Journal()
    try:
        with connection.cursor(row_factory=class_row(Revision)) as cursor:
            revisions = tuple(cursor.execute(_REVISIONS).fetchall())
        with connection.cursor(row_factory=class_row(Attempt)) as cursor:
            attempts = tuple(cursor.execute(_ATTEMPTS).fetchall())
    except psycopg.errors.InsufficientPrivilege as error:
        hint = "GRANT USAGE ON SCHEMA schemadiff and SELECT ON ALL TABLES IN SCHEMA schemadiff to the role"
        raise PermissionDenied(f"the journal cannot be read: {error.diag.message_primary}", hint=hint) from None
    return Journal(exists=True, revisions=revisions, attempts=attempts)


def ensure(connection: psycopg.Connection[Any]) -> None:
    """Creates the journal where it is not there. The caller holds the applier's lock.

    Raises PermissionDenied where the role may not.
    """
    row = connection.execute(_EXISTS).fetchone()
    if row and row[0]:
        return
    try:
        connection.execute("; ".join(("BEGIN", *CREATE, "COMMIT")).encode())
    except psycopg.errors.InsufficientPrivilege as error:
        connection.execute("ROLLBACK")
        hint = "as the database's owner: GRANT CREATE ON DATABASE to the role, or apply as the owner"
        message = f"the journal cannot be created: {error.diag.message_primary}"
        raise PermissionDenied(message, hint=hint) from None
