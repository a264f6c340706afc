"""Runs SQL in a scratch database: plans, migrations, desired files."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.connect import explain
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import MigrationError, PlanError, SqlError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.plan import Plan, Statement
    from schemadiff.migration import Folder
    from schemadiff.parser import LocatedStatement

    Part = tuple[Statement, Sequence[LocatedStatement]]


def run_plan(connection: psycopg.Connection[Any], plan: Plan, *, own: bool) -> None:
    """Executes `plan` statement by statement. Raises PlanError with the statement that failed.

    On a server of our own the roles that it names are made first.
    """
    from schemadiff.parser import create_role_stubs, split_migration, stubs
    from schemadiff.parser.privileged import needs_superuser

    parts = [(s, split_migration(s.sql, "plan") if own else ()) for s in plan.statements]
    if own:
        create_role_stubs(connection, stubs([located for _, all_located in parts for located in all_located]))
    simple = all(s.transactional and not s.commit_after for s in plan.statements)
    for _, group in itertools.groupby(parts, key=lambda part: any(map(needs_superuser, part[1]))):
        together = list(group)
        if not simple or not run_at_once(connection, together):
            for part in together:
                run_statement(connection, part)


def run_at_once(connection: psycopg.Connection[Any], parts: Sequence[Part]) -> bool:
    """All statements as one simple query, which is one transaction; False where something failed and nothing was done."""
    try:
        execute(connection, [located for _, part in parts for located in part], ";\n".join(s.sql for s, _ in parts))
    except (psycopg.Error, SqlError):
        return False
    return True


def run_statement(connection: psycopg.Connection[Any], part: Part) -> None:
    statement, located = part
    try:
        execute(connection, located, statement.sql)
    except (psycopg.Error, SqlError) as error:
        said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        message = f"{statement.summary}: {said or error}"
        hint = f"the statement was:\n{statement.sql}"
        raise PlanError(Diagnostic(code="plan", severity=Severity.ERROR, message=message, hint=hint)) from error


def execute(connection: psycopg.Connection[Any], located: Sequence[LocatedStatement], sql: str) -> None:
    """Executes the text of statements, on a server of our own without a superuser's rights."""
    from schemadiff.parser.privileged import run

    if located:
        run(connection, located, sql)
    else:
        connection.execute(sql.encode())


def run_folder(connection: psycopg.Connection[Any], folder: Folder, *, own: bool, roles: bool) -> None:
    """Executes the up files of a migration folder in order. Raises MigrationError with the place of what failed.

    Statements about roles are left out unless `roles`: those that are named exist, or are made beforehand where the server is `own`.
    """
    from schemadiff.parser import StatementKind, create_role_stubs, role_names, split_migration, stubs
    from schemadiff.scratch.guard import turn

    files = [split_migration(migration.text, str(migration.path)) for migration in folder.migrations]
    if own:
        everything = [statement for statements in files for statement in statements]
        create_role_stubs(connection, stubs(everything) if roles else role_names(everything))
    for statements in files:
        with turn(connection):
            connection.execute("RESET ALL")
        for statement in statements:
            if not statement.is_control and (roles or statement.kind is not StatementKind.ROLE):
                run_located(connection, statement)


def run_located(connection: psycopg.Connection[Any], statement: LocatedStatement) -> None:
    try:
        execute(connection, [statement], statement.text)
    except psycopg.Error as error:
        position = int(error.diag.statement_position or 1) - 1
        problem = explain(error).diagnostics[0]
        raise MigrationError(
            Diagnostic(
                code="migration",
                severity=Severity.ERROR,
                message=error.diag.message_primary or problem.message,
                hint=problem.hint,
                location=statement.location(position),
            )
        ) from error
