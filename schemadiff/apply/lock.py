"""The advisory lock that lets one applier at a time work on a database (documentation, 13.3.5 "Advisory Locks").

It is polled: a backend that waits inside pg_advisory_lock() holds a snapshot, on which CREATE INDEX CONCURRENTLY of the
lock's holder would wait in turn, a deadlock.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from schemadiff.apply.model import Holder
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    import psycopg

    from schemadiff.apply.model import Observer

KEY = int.from_bytes(b"schemadi", "big")
# Asked in a file's own search_path, too, which may put any operator before the server's.
_IS = "OPERATOR(pg_catalog.=)"
_OURS = f"""
    l.locktype {_IS} 'advisory' AND l.granted AND l.objsubid {_IS} 1
    AND l.classid::pg_catalog.int8 {_IS} %(high)s::pg_catalog.int8 AND l.objid::pg_catalog.int8 {_IS} %(low)s::pg_catalog.int8
    AND l.database {_IS} (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname {_IS} pg_catalog.current_database())
"""
_HELD = f"SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE {_OURS} AND l.pid {_IS} pg_catalog.pg_backend_pid())"
_HOLDER = f"""
    SELECT l.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, '')
    FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
    WHERE {_OURS} LIMIT 1
"""
_PLACE = {"high": KEY >> 32, "low": KEY & 0xFFFFFFFF}
_LONGEST_PAUSE = 1.0


def acquire(connection: psycopg.Connection[Any], wait: float, observer: Observer) -> None:
    """Takes the lock, waiting up to `wait` seconds. Raises ApplyError, naming the holder, when that is over."""
    end = time.monotonic() + wait
    pause = 0.05
    told: Holder | str | None = ""
    while not _value(connection, "SELECT pg_catalog.pg_try_advisory_lock(%(key)s)", {"key": KEY}):
        found = holder(connection)
        if found != told:
            observer.waiting_for_lock(found)
            told = found
        if time.monotonic() >= end:
            who = f": {found}" if found else ""
            hint = "wait until it is done, or end that session with pg_terminate_backend()"
            raise ApplyError(f"another schemadiff is applying to this database{who}; waited {wait:g} s", hint=hint)
        time.sleep(min(pause * random.uniform(0.5, 1.5), max(0.01, end - time.monotonic())))
        pause = min(pause * 1.5, _LONGEST_PAUSE)


def is_held(connection: psycopg.Connection[Any]) -> bool:
    """Whether this session has the lock."""
    return bool(_value(connection, _HELD, _PLACE))


def holder(connection: psycopg.Connection[Any]) -> Holder | None:
    """The session that has the lock; None where it has just been released."""
    row = connection.execute(_HOLDER, _PLACE).fetchone()
    return None if row is None else Holder(pid=row[0], user=row[1], application=row[2], state=row[3])


def _value(connection: psycopg.Connection[Any], query: str, values: dict[str, int]) -> Any:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None
