"""A backup put back in place of what a database holds: one transaction, so that it is there whole or nothing has changed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from schemadiff.apply import backup, lock, records
from schemadiff.apply import journal as journal_module
from schemadiff.apply.emptying import EMPTY_SCRIPT
from schemadiff.apply.model import Holder, Quiet
from schemadiff.apply.session import open_session
from schemadiff.connect import client_target
from schemadiff.core.errors import BackupError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import psycopg

    from schemadiff.apply.journal import Attempt
    from schemadiff.apply.session import Session

_HEAD_LINES = 40
# pg_restore 17 and later write it for every server; older servers do not know it.
_NEWER_SETTING = b"SET transaction_timeout = 0;"
_NEWER_SINCE = 170000
_MOST_ERRORS = 5
_MOST_SESSIONS = 5
_HANGING_UP = 1.0
# Only what every role may see tells a client's session from a server's own: it has a user.
_OTHERS = """
    SELECT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, '')
    FROM pg_catalog.pg_stat_activity a
    WHERE a.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL
      AND a.pid <> ALL (%s) AND coalesce(a.backend_type, 'client backend') = 'client backend'
    ORDER BY a.backend_start, a.pid
"""
_SUBSCRIPTIONS = """
    SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
    WHERE d.datname = pg_catalog.current_database() ORDER BY 1
"""
_STILL_ALONE = """
SELECT pg_catalog.pg_stat_clear_snapshot();
DO $alone$ BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
               WHERE a.datname = pg_catalog.current_database() AND a.usesysid IS NOT NULL
                 AND a.pid NOT IN (pg_catalog.pg_backend_pid(), {pid})
                 AND coalesce(a.backend_type, 'client backend') = 'client backend')
    THEN RAISE EXCEPTION 'another session has connected meanwhile'; END IF;
END $alone$;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back; `version` is the last applied migration's, as the restored journal has it."""

    path: Path
    entries: int
    version: str | None


def restore(url: str, path: Path, *, failed: Attempt | None = None, why: str = "") -> Restored:
    """Replaces all that the database at `url` holds by the backup at `path`, in one transaction, and analyzes it.

    Everything in it is dropped before, with what is not in the backup. Roles, tablespaces and settings of the database
    itself are no part of a backup. `failed` is the attempt that made it necessary: it is recorded as restored, with `why`.

    Raises RefusedError where other sessions are connected, since what they have written would be gone, and where the
    database has subscriptions, which no transaction can drop; BackupError where the archive cannot be read or a statement
    fails, with the database as it was. Documentation, "pg_restore".
    """
    listed = backup.entries(path)
    with open_session(url) as session:
        lock.acquire(session.connection, 60.0, Quiet())
        refuse_company(session.connection)
        _refuse_subscriptions(session)
        _replace(url, path, session.connection)
        if failed is not None:
            journal_module.ensure(session.connection)
            records.restored(session.connection, failed, why)
        session.run("ANALYZE")
        return Restored(path=path, entries=listed, version=journal_module.read(session.connection).version)


def others(connection: psycopg.Connection[Any]) -> tuple[Holder, ...]:
    """The other clients' sessions in this database."""
    found = connection.execute(_OTHERS, ([connection.info.backend_pid],)).fetchall()
    return tuple(Holder(pid=row[0], user=row[1], application=row[2], state=row[3]) for row in found)


def refuse_company(connection: psycopg.Connection[Any]) -> None:
    """Raises RefusedError, naming them, where other clients are connected to the database.

    Those that have just hung up are waited for: their servers' processes end a moment later.
    """
    end = time.monotonic() + _HANGING_UP
    while (found := others(connection)) and time.monotonic() < end:
        time.sleep(0.1)
    if found:
        named = ", ".join(map(str, found[:_MOST_SESSIONS])) + (", …" if len(found) > _MOST_SESSIONS else "")
        hint = "stop the applications, or end the sessions with pg_terminate_backend(); what they wrote since would be lost"
        message = f"a restore replaces the whole database, and {len(found)} other session(s) are connected: {named}; nothing was done"
        raise RefusedError(message, hint=hint)


def _refuse_subscriptions(session: Session) -> None:
    names = [row[0] for row in session.run(_SUBSCRIPTIONS).fetchall()]
    if names:
        hint = "drop the subscriptions, restore, and create them again"
        raise RefusedError(f"subscriptions cannot be dropped in a transaction: {', '.join(names)}; nothing was done", hint=hint)


def _replace(url: str, path: Path, connection: psycopg.Connection[Any]) -> None:
    target, environment = client_target(url)
    arguments = [backup.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", target, "-f", "-"]
    with (
        tempfile.TemporaryFile() as told,
        subprocess.Popen(arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=told) as psql,
    ):
        assert psql.stdin is not None
        try:
            psql.stdin.write(f"BEGIN;\n{EMPTY_SCRIPT}\n".encode())
            with _script(path, connection.info.server_version) as (head, rest):
                psql.stdin.write(head)
                shutil.copyfileobj(rest, psql.stdin, 1 << 20)
            # Only now, when pg_restore has ended well: a script that ends too early is never committed.
            psql.stdin.write(f"{_STILL_ALONE.format(pid=connection.info.backend_pid)}\nCOMMIT;\n".encode())
            psql.stdin.close()
        except BrokenPipeError:
            # psql stopped at an error, which is told below; what it has not read is of no use.
            with suppress(BrokenPipeError):
                psql.stdin.close()
        except BaseException:
            psql.kill()
            raise
        if psql.wait():
            raise BackupError(f"the backup could not be restored; the database is as it was: {_errors(told)}")


@contextmanager
def _script(path: Path, server_version: int) -> Iterator[tuple[bytes, IO[bytes]]]:
    """The archive as SQL: its first lines, and the stream of the rest.

    Raises BackupError, at its end, where pg_restore could not read all of it.
    """
    command = [backup.program("pg_restore"), "-f", "-", str(path.absolute())]
    with tempfile.TemporaryFile() as told, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=told) as process:
        assert process.stdout is not None
        try:
            head = [process.stdout.readline() for _ in range(_HEAD_LINES)]
            if server_version < _NEWER_SINCE:
                head = [line for line in head if line.strip() != _NEWER_SETTING]
            yield b"".join(head), process.stdout
        except BaseException:
            process.kill()
            raise
        if process.wait():
            raise BackupError(f"{path} cannot be read to its end; the database is as it was: {_errors(told)}")


def _errors(told: IO[bytes]) -> str:
    """The errors that a program told, without the rows that it quotes."""
    told.seek(0)
    lines = told.read().decode(errors="replace").splitlines()
    found = [line.partition("ERROR:")[2].strip() for line in lines if "ERROR:" in line]
    return "; ".join((found or lines)[:_MOST_ERRORS]) or "no reason was given"
