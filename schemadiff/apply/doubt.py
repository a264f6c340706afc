"""What became of a transaction whose COMMIT was not answered (documentation, 9.28 "System Information Functions")."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from schemadiff.apply.session import open_session
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    from schemadiff.apply.failures import CommitLostError

_QUERY = "SELECT pg_catalog.pg_xact_status(%s::text::xid8)"
_LONGEST = 60.0
_RUNNING = "in progress"


def resolve(url: str, lost: CommitLostError) -> None:
    """Returns where the transaction was committed. Raises ApplyError where it was not, or where that is not known."""
    end = time.monotonic() + _LONGEST
    label = lost.task.migration.label
    with open_session(url) as session:
        while True:
            row = session.connection.execute(_QUERY, (lost.xid,)).fetchone()
            state = str(row[0]) if row else ""
            if state != _RUNNING or time.monotonic() > end:
                break
            time.sleep(0.2)
    if state == "aborted":
        message = f"{label}: the connection was lost during COMMIT, and the server undid the transaction"
        raise ApplyError(message, hint="apply again")
    if state != "committed":
        message = f"{label}: the connection was lost during COMMIT; transaction {lost.xid} is {state or 'unknown'}"
        raise ApplyError(
            message, hint="wait until its session has ended, then apply again: the journal says how it went"
        )
