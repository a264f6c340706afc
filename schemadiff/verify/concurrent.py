"""Statements that refuse a transaction, watched from a second session while they wait for it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.connect import connect
from schemadiff.scratch.guard import plainly
from schemadiff.sources.execute import run_statement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from concurrent.futures import Future

    from schemadiff.sources.execute import Part

LOCKS = "SELECT relation::bigint, mode FROM pg_catalog.pg_locks WHERE pid = %s AND locktype = 'relation' AND relation >= 16384"
WAITS = "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = %s AND NOT granted)"
SCANS = """
SELECT oid::bigint, pg_catalog.pg_stat_get_numscans(oid) FROM pg_catalog.pg_class WHERE oid >= 16384 AND relkind IN ('r', 'm')
"""
FLUSH_SINCE = 150000
PATIENCE = 5.0
PAUSE = 0.002


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The lock modes that were asked for or had, as pg_locks names them, and the scans, both by oid."""

    modes: Mapping[int, set[str]]
    scans: Mapping[int, int]


def watch(connection: psycopg.Connection[Any], part: Part, tables: Sequence[str]) -> Found:
    """Runs the statement of `part` on `connection` while other sessions hold locks on `tables`, first as a writer would, then as a reader.

    CREATE INDEX CONCURRENTLY and its like wait for such sessions, so that what they have locked and ask for can be seen. The reader
    comes when the statement waits already, so that it meets the statement's second transaction. For a DO block, which waits for no
    writer, the first one holds what a writer waits for. Raises PlanError where the statement fails.
    """
    before = scans(connection)
    modes: dict[int, set[str]] = {}
    pid = connection.info.backend_pid
    url = connection_string(connection)
    with connect(url) as writer, connect(url) as reader, ThreadPoolExecutor(1) as background:
        with reader.transaction():
            with writer.transaction():
                hold(writer, tables, "SHARE" if is_block(part) else "ROW EXCLUSIVE")
                running = background.submit(run_statement, connection, part)
                observe(reader, pid, running, modes, until_it_waits=True)
                hold(reader, tables, "ACCESS SHARE")
            observe(reader, pid, running, modes, until_it_waits=True)
        observe(reader, pid, running, modes, until_it_waits=False)
        running.result()
    after = scans(connection)
    return Found(modes=modes, scans={oid: count - before.get(oid, 0) for oid, count in after.items()})


def is_block(part: Part) -> bool:
    """Whether it is a DO block that commits: it locks rows, and what it does with indexes is seen by chance only."""
    return part[0].sql.startswith("DO ")


def hold(connection: psycopg.Connection[Any], tables: Sequence[str], mode: str) -> None:
    """Takes a lock on each of `tables`, whose names the server has quoted; what the statement has taken, and what the role may not
    lock, is let be.
    """
    with (
        suppress(psycopg.errors.LockNotAvailable, psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege),
        connection.transaction(),
    ):
        connection.execute("SET LOCAL lock_timeout = '100ms'")
        if tables:
            connection.execute(f"LOCK TABLE ONLY {', ONLY '.join(tables)} IN {mode} MODE".encode())


def observe(
    other: psycopg.Connection[Any], pid: int, running: Future[psycopg.Cursor[Any]], modes: dict[int, set[str]], *, until_it_waits: bool
) -> None:
    """Adds to `modes` what session `pid` locks, until its statement is over, or waits."""
    end = time.monotonic() + PATIENCE
    while not running.done():
        waits = until_it_waits and bool(other.execute(WAITS, (pid,)).fetchone()[0])  # type: ignore[index]
        for oid, mode in other.execute(LOCKS, (pid,)):
            modes.setdefault(oid, set()).add(mode)
        if waits or (until_it_waits and time.monotonic() > end):
            return
        time.sleep(PAUSE)


def scans(connection: psycopg.Connection[Any]) -> dict[int, int]:
    """How often each table was read whole so far; nothing before PostgreSQL 15, which cannot be asked to count at once."""
    if connection.info.server_version < FLUSH_SINCE:
        return {}
    plainly(connection, "SELECT pg_catalog.pg_stat_force_next_flush()")
    return dict(plainly(connection, SCANS).fetchall())


def connection_string(connection: psycopg.Connection[Any]) -> str:
    """How to reach the same database once more."""
    info = connection.info
    return psycopg.conninfo.make_conninfo(info.dsn, password=info.password or None)
