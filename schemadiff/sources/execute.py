"""Runs SQL in a scratch database: plans, migrations, desired files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.connect import explain
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import MigrationError, PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.plan import Plan, Statement
    from schemadiff.migration import Folder
    from schemadiff.parser import LocatedStatement

CHUNK = 200


def run_plan(connection: psycopg.Connection[Any], plan: Plan, *, own: bool) -> None:
    """Executes `plan` statement by statement. Raises PlanError with the statement that failed.

    On a server of our own the roles and tablespaces that it names are made first.
    """
    prepare(connection, plan, own=own)
    simple = all(s.transactional and not s.commit_after for s in plan.statements)
    if simple and run_at_once(connection, plan.statements):
        return
    for statement in plan.statements:
        run_statement(connection, statement)


def prepare(connection: psycopg.Connection[Any], plan: Plan, *, own: bool) -> None:
    """Makes the roles and tablespaces that `plan` names, on a server of our `own`."""
    from schemadiff.parser import create_role_stubs, create_tablespace_stubs, split_migration, stubs, tablespace_names

    if own:
        statements = split_migration(";\n".join(s.sql for s in plan.statements), "plan")
        create_role_stubs(connection, stubs(statements))
        create_tablespace_stubs(connection, tablespace_names(statements))


def run_at_once(connection: psycopg.Connection[Any], statements: Sequence[Statement]) -> bool:
    """All statements as one simple query, which is one transaction; False where something failed and nothing was done."""
    try:
        connection.execute(";\n".join(s.sql for s in statements).encode())
    except psycopg.Error:
        return False
    return True


def run_statement(connection: psycopg.Connection[Any], statement: Statement) -> None:
    try:
        connection.execute(statement.sql.encode())
    except psycopg.Error as error:
        raise failure(statement, error) from error


def failure(statement: Statement, error: psycopg.Error) -> PlanError:
    """What to raise where a plan's statement fails in scratch."""
    message = f"{statement.summary}: {error.diag.message_primary or error}"
    hint = f"the statement was:\n{statement.sql}"
    return PlanError(Diagnostic(code="plan", severity=Severity.ERROR, message=message, hint=hint))


def run_folder(connection: psycopg.Connection[Any], folder: Folder, *, own: bool, roles: bool) -> None:
    """Executes the up files of a migration folder in order, without checkpoints. Raises MigrationError with the place of what failed.

    Statements about roles are left out unless `roles`: those that are named exist, or are made beforehand where the server is `own`.
    """
    from schemadiff.parser import (
        StatementKind,
        create_role_stubs,
        create_tablespace_stubs,
        role_names,
        split_migration,
        stubs,
        tablespace_names,
    )

    files = [split_migration(migration.text, str(migration.path)) for migration in folder.whole_way]
    if own:
        everything = [statement for statements in files for statement in statements]
        create_role_stubs(connection, stubs(everything) if roles else role_names(everything))
        create_tablespace_stubs(connection, tablespace_names(everything))
    for statements in files:
        connection.execute("RESET ALL")
        for statement in statements:
            if not statement.is_control and (roles or statement.kind is not StatementKind.ROLE):
                run_located(connection, statement)


def run_located(connection: psycopg.Connection[Any], statement: LocatedStatement) -> None:
    try:
        connection.execute(statement.text.encode())
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
