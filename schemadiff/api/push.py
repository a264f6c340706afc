"""Executes a plan on a database without a migration file."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from schemadiff.api import engine
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from schemadiff.core.plan import Plan, Statement

JOURNAL_SCHEMA = "schemadiff"


def push(url: str, plan: Plan, seen: str, include: Sequence[str] = ()) -> None:
    """Executes `plan`, in one transaction where PostgreSQL allows it. `seen` is the database's fingerprint when it was read with `include`.

    Raises ApplyError where the database has changed since, or with the statement that failed; its transaction is undone then.
    """
    from schemadiff.apply import lock
    from schemadiff.apply.model import Quiet
    from schemadiff.connect import connect

    with connect(url, autocommit=True) as connection:
        lock.acquire(connection, 60.0, Quiet())
        if engine.fingerprint(connection, include) != seen:
            raise ApplyError("the database has changed since it was compared; nothing was done", hint="run the command again")
        for transactional, statements in _segments(plan.statements):
            if transactional:
                with connection.transaction():
                    _execute(connection, statements)
            else:
                _execute(connection, statements)


def drop_journal(url: str) -> None:
    """Drops the journal, whose migrations have nothing left in the database, with the schema that is its own."""
    from schemadiff.connect import connect

    with connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {JOURNAL_SCHEMA} CASCADE".encode())


def _segments(statements: Iterable[Statement]) -> Iterator[tuple[bool, list[Statement]]]:
    numbered = []
    segment = 0
    for statement in statements:
        numbered.append((segment, statement.transactional, statement))
        segment += statement.commit_after
    for (_, transactional), group in groupby(numbered, key=lambda n: n[:2]):
        yield transactional, [statement for *_, statement in group]


def _execute(connection: psycopg.Connection[Any], statements: Iterable[Statement]) -> None:
    import psycopg

    for statement in statements:
        try:
            connection.execute(statement.sql.encode(), prepare=False)
        except psycopg.Error as error:
            message = f"{statement.summary}: {error.diag.message_primary or type(error).__name__}"
            hint = f"the statement was: {' '.join(statement.sql.split())}"
            raise ApplyError(Diagnostic(code=ApplyError.code, severity=Severity.ERROR, message=message, hint=hint)) from error
