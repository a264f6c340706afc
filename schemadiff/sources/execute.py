"""Runs SQL in a scratch database: plans, migrations, desired files."""

from __future__ import annotations

import itertools
from dataclasses import replace
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
    from schemadiff.parser.privileged import Probe

    Part = tuple[Statement, Sequence[LocatedStatement]]


def run_plan(connection: psycopg.Connection[Any], plan: Plan, *, own: bool) -> None:
    """Executes `plan` statement by statement. Raises PlanError with the statement that failed.

    On a server of our own the roles and tablespaces that it names are made first.
    """
    from schemadiff.parser.privileged import needs_superuser

    parts = prepare(connection, plan.statements, own=own)
    simple = all(s.transactional and not s.commit_after for s in plan.statements)
    for rights, group in itertools.groupby(parts, key=lambda part: frozenset(map(needs_superuser, part[1]))):
        together = list(group)
        if not simple or len(rights) > 1 or not run_at_once(connection, together):
            for part in together:
                run_statement(connection, part)


def prepare(connection: psycopg.Connection[Any], statements: Sequence[Statement], *, own: bool) -> Sequence[Part]:
    """Makes the roles and tablespaces that `statements` of a plan name, on a server of our `own`; there they come back parsed, too."""
    from schemadiff.parser import create_role_stubs, create_tablespace_stubs, split_migration, stubs, tablespace_names

    if not own:
        return [(s, ()) for s in statements]
    parts = [(s, split_migration(s.sql, "plan")) for s in statements]
    everything = [located for _, part in parts for located in part]
    create_role_stubs(connection, stubs(everything))
    create_tablespace_stubs(connection, tablespace_names(everything))
    return parts


def run_at_once(connection: psycopg.Connection[Any], parts: Sequence[Part]) -> bool:
    """All statements as one simple query, which is one transaction; False where something failed and nothing was done."""
    try:
        execute(connection, [located for _, part in parts for located in part], ";\n".join(s.sql for s, _ in parts))
    except (psycopg.Error, SqlError):
        return False
    return True


def run_statement(connection: psycopg.Connection[Any], part: Part, probe: Probe | None = None) -> psycopg.Cursor[Any]:
    """Executes a statement of a plan, and `probe` in the same transaction. Raises PlanError."""
    statement, located = part
    try:
        return execute(connection, located, statement.sql, probe)
    except (psycopg.Error, SqlError) as error:
        said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
        message = f"{statement.summary}: {said or error}"
        hint = f"the statement was:\n{statement.sql}"
        raise PlanError(Diagnostic(code="plan", severity=Severity.ERROR, message=message, hint=hint)) from error


def execute(
    connection: psycopg.Connection[Any], located: Sequence[LocatedStatement], sql: str, probe: Probe | None = None
) -> psycopg.Cursor[Any]:
    """Executes the text of statements, on a server of our own without a superuser's rights, and then `probe`."""
    from schemadiff.parser.privileged import run

    if located:
        return run(connection, located, sql, probe)
    return connection.execute((sql + (probe.short if probe else "")).encode())


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
    from schemadiff.scratch.guard import turn

    files = [split_migration(migration.text, str(migration.path)) for migration in folder.whole_way]
    if own:
        everything = [statement for statements in files for statement in statements]
        create_role_stubs(connection, stubs(everything) if roles else role_names(everything))
        create_tablespace_stubs(connection, tablespace_names(everything))
    for statements in files:
        with turn(connection):
            connection.execute("RESET ALL")
        for statement in statements:
            if not statement.is_control and (roles or statement.kind is not StatementKind.ROLE):
                run_located(connection, statement)


def run_located(connection: psycopg.Connection[Any], statement: LocatedStatement) -> None:
    try:
        execute(connection, [statement], statement.text)
    except SqlError as error:
        raise MigrationError([replace(d, code="migration") for d in error.diagnostics]) from error
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
