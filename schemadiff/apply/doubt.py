"""What became of a transaction whose COMMIT was not answered (documentation, 9.28 "System Information Functions").

pg_xact_status() is asked only when it is safe to begin again; what is applied is decided by the journal's rows, under the
lock. So a number that the server gave away anew after a crash does no harm.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import psycopg

from schemadiff.apply.session import open_session
from schemadiff.core.errors import ApplyError, DatabaseError

if TYPE_CHECKING:
    from schemadiff.apply.failures import CommitLostError
    from schemadiff.apply.session import Session

_QUERY = "SELECT pg_catalog.pg_xact_status(%s::text::xid8)"
# Only the very session in which the transaction is still open, idle: a COMMIT that reached the server would run or be over.
_END = """
    SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a
    WHERE a.pid = %s AND a.state = 'idle in transaction' AND a.datname = pg_catalog.current_database()
      AND a.backend_xid = %s::text::xid8::xid
"""
_LONGEST = 60.0
_PAUSE = 0.2
# How long a COMMIT that is still on its way may take to arrive.
_PATIENCE = 5.0
_RUNNING = "in progress"


def resolve(url: str, lost: CommitLostError) -> None:
    """Returns where the transaction was committed. Raises ApplyError where it was not, or where that is not known.

    A server that is starting again is waited for. A session that the server still believes to be connected, though this
    end has lost it, is ended: it would keep its locks, and its COMMIT can not come any more.
    """
    label = lost.task.migration.label
    state = _settled(url, lost)
    if state == "aborted":
        message = f"{label}: the connection was lost during COMMIT, and the server undid the transaction"
        raise ApplyError(message, hint="apply again")
    if state != "committed":
        message = f"{label}: the connection was lost during COMMIT; transaction {lost.xid} is {state}"
        raise ApplyError(message, hint="when the server answers again, apply again: the journal knows how it went")


def _settled(url: str, lost: CommitLostError) -> str:
    begun = time.monotonic()
    state = "unknown: the server cannot be reached"
    while time.monotonic() - begun < _LONGEST:
        try:
            with open_session(url) as session:
                state = _watched(session, lost, begun)
        except DatabaseError:
            # It may be restarting; what it says then is what counts.
            time.sleep(_PAUSE)
            continue
        return state
    return state


def _watched(session: Session, lost: CommitLostError, begun: float) -> str:
    while True:
        state = _status(session, lost.xid)
        if state != _RUNNING or time.monotonic() - begun > _LONGEST:
            return state
        if time.monotonic() - begun > _PATIENCE:
            session.connection.execute(_END, (lost.pid, lost.xid))
        time.sleep(_PAUSE)


def _status(session: Session, xid: str) -> str:
    try:
        row = session.connection.execute(_QUERY, (xid,)).fetchone()
    except psycopg.errors.InvalidParameterValue:
        # "in the future": the server lost it in a crash, before anything of it was on disk.
        return "aborted"
    return str(row[0]) if row and row[0] else "unknown: it is too long ago"
