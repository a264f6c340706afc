"""What the server said, as errors that name the file and the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    from schemadiff.apply.steps import Task
    from schemadiff.core.diagnostic import Location
    from schemadiff.migration import Migration
    from schemadiff.parser import LocatedStatement

# Nothing of the transaction was kept, and a second try can succeed: lock_not_available, deadlock_detected,
# serialization_failure (documentation, appendix A "PostgreSQL Error Codes").
RETRIED = ("55P03", "40P01", "40001")


class CommitLostError(Exception):
    """The connection broke while COMMIT was under way; `xid` tells whether it got through, `pid` was its session."""

    def __init__(self, xid: str, pid: int, task: Task) -> None:
        self.xid = xid
        self.pid = pid
        self.task = task
        super().__init__(f"the answer to COMMIT of transaction {xid} was lost")


def is_lost(connection: psycopg.Connection[object]) -> bool:
    """Whether the session is gone."""
    return bool(connection.closed or connection.pgconn.status != psycopg.pq.ConnStatus.OK)


def statement_failed(error: psycopg.Error, statement: LocatedStatement, *, undone: str) -> ApplyError:
    """The server's refusal of a statement, with its place; `undone` says what became of the work before it."""
    diag = error.diag
    message = diag.message_primary or str(error).strip() or type(error).__name__
    details = [diag.message_detail, diag.context if diag.internal_query else None]
    text = "\n".join([f"{message} [{error.sqlstate}]" if error.sqlstate else message, *filter(None, details)])
    hint = "; ".join(filter(None, [diag.message_hint, undone]))
    return ApplyError(problem("apply-statement", text, hint, _place(statement, diag.statement_position)))


def step_failed(error: psycopg.Error, migration: Migration, *, undone: str) -> ApplyError:
    """A refusal that belongs to no single statement: a deferred constraint at COMMIT."""
    message = error.diag.message_primary or str(error).strip()
    detail = f"\n{error.diag.message_detail}" if error.diag.message_detail else ""
    return ApplyError(problem("apply-commit", f"{migration.label}: {message} [{error.sqlstate}]{detail}", undone))


def broke_protocol(what: str, statement: LocatedStatement) -> ApplyError:
    """A statement that took away what the applier relies on."""
    hint = "leave it out of the file; what was not committed is undone"
    return ApplyError(problem("apply-protocol", what, hint, statement.location()))


def problem(code: str, message: str, hint: str | None = None, location: Location | None = None) -> Diagnostic:
    """An error's diagnostic."""
    return Diagnostic(code=code, severity=Severity.ERROR, message=message, hint=hint or None, location=location)


def _place(statement: LocatedStatement, position: str | None) -> Location:
    return statement.location(int(position) - 1 if position and position.isdigit() else 0)
