"""A schema's files, and a migration's, as statements: what stands where it makes no sense is refused here."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from schemadiff.core.errors import SqlError
from schemadiff.parser.databases import INCLUDE, is_about_database
from schemadiff.parser.directive import attached, directives
from schemadiff.parser.sources import SourceFile, sql_error
from schemadiff.parser.statements import LocatedStatement, StatementKind, split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from schemadiff.core.diagnostic import Diagnostic

_DATABASE = "a schema is one database's contents; databases are made with createdb, apart from it"
_ITSELF = f'its settings and its comment are compared with include = ["{INCLUDE}"], or --include {INCLUDE}; else leave it out'
_SERVER = "the server's configuration is no part of a schema; leave it out"
_SESSION = "it says nothing about the schema; leave it out"
_MAINTENANCE = "maintenance says nothing about the schema; run it on the database itself"
_BEYOND = "it acts on other databases of the server too; name the objects one by one"
_REFUSED = {
    "CreatedbStmt": ("CREATE DATABASE", _DATABASE),
    "DropdbStmt": ("DROP DATABASE", _DATABASE),
    "AlterDatabaseStmt": ("ALTER DATABASE", _DATABASE),
    "AlterDatabaseRefreshCollStmt": ("ALTER DATABASE", _DATABASE),
    "AlterSystemStmt": ("ALTER SYSTEM", _SERVER),
    "CreateTableSpaceStmt": ("CREATE TABLESPACE", _SERVER),
    "DropTableSpaceStmt": ("DROP TABLESPACE", _SERVER),
    "VacuumStmt": ("VACUUM or ANALYZE", _MAINTENANCE),
    "ReindexStmt": ("REINDEX", _MAINTENANCE),
    "ClusterStmt": ("CLUSTER", _MAINTENANCE),
    "CheckPointStmt": ("CHECKPOINT", _MAINTENANCE),
    "DiscardStmt": ("DISCARD", _SESSION),
    "ListenStmt": ("LISTEN", _SESSION),
    "UnlistenStmt": ("UNLISTEN", _SESSION),
    "NotifyStmt": ("NOTIFY", _SESSION),
    "PrepareStmt": ("PREPARE", _SESSION),
    "ExecuteStmt": ("EXECUTE", _SESSION),
    "DeallocateStmt": ("DEALLOCATE", _SESSION),
    "DeclareCursorStmt": ("DECLARE", _SESSION),
    "FetchStmt": ("FETCH", _SESSION),
    "ClosePortalStmt": ("CLOSE", _SESSION),
    "ExplainStmt": ("EXPLAIN", _SESSION),
    "VariableShowStmt": ("SHOW", _SESSION),
    "LoadStmt": ("LOAD", _SESSION),
    "DropOwnedStmt": ("DROP OWNED", _BEYOND),
    "ReassignOwnedStmt": ("REASSIGN OWNED", _BEYOND),
    "AlterSubscriptionStmt": ("ALTER SUBSCRIPTION", "put its options into CREATE SUBSCRIPTION"),
}
# These belong to the whole server: executed in a scratch database, they would change other databases.
_SHARED = {
    '"OBJECT_DATABASE"': ("a statement about a database", _DATABASE),
    '"OBJECT_TABLESPACE"': ("a statement about a tablespace", _SERVER),
    '"OBJECT_PARAMETER_ACL"': ("a privilege on a parameter", _SERVER),
}
_BLOCKS = ("TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT")


def parse(sources: Sequence[SourceFile], include: Collection[str] = ()) -> tuple[LocatedStatement, ...]:
    """The statements of a desired schema, in the order of the files.

    A statement after the directive `data` is of kind DATA. Raises SqlError, with all findings of the first file that
    has any, on bad syntax, psql's commands, COPY's inline data, unknown directives, and statements that say nothing
    about a schema or would act beyond the scratch database. Those about the database itself need the word of `include`.
    """
    return tuple(statement for source in sources for statement in _schema_file(source, include))


def split_migration(text: str, file: str) -> tuple[LocatedStatement, ...]:
    """The statements of a migration file: all SQL is allowed there, psql's commands and COPY's data are not.

    `LocatedStatement.is_control` and `needs_no_transaction` tell how each may be executed.
    """
    return split(SourceFile(name=file, text=text))


def _schema_file(source: SourceFile, include: Collection[str]) -> list[LocatedStatement]:
    statements = split(source)
    problems = [problem for statement in statements for problem in _problems(statement, include)]
    if problems:
        raise SqlError(problems)
    if "schemadiff:" not in source.text:
        return list(statements)
    words = attached(directives(source, statements), statements)
    return [dataclasses.replace(s, kind=StatementKind.DATA) if any(d.word == "data" for d in words.get(s, ())) else s for s in statements]


def _problems(statement: LocatedStatement, include: Collection[str]) -> Iterator[Diagnostic]:
    if is_about_database(statement):
        if INCLUDE not in include:
            yield sql_error(f'a statement about a database, without include = ["{INCLUDE}"]', statement.location(), _ITSELF)
        return
    refused = _REFUSED.get(statement.node) or next((r for key, r in _SHARED.items() if key in statement.tree), None)
    if refused:
        name, hint = refused
        yield sql_error(f"{name} in a schema", statement.location(), hint)
    elif statement.is_control and not any(f'"{kind}"' in statement.tree for kind in _BLOCKS):
        hint = "BEGIN and COMMIT are ignored in a schema; what a rollback would undo is not part of it"
        yield sql_error("a schema cannot roll back", statement.location(), hint)
    elif statement.node == "CreateSubscriptionStmt" and not statement.option_is_false("connect"):
        # Executing it would reach the publisher and make a replication slot there.
        hint = "write WITH (connect = false), as pg_dump does"
        yield sql_error("CREATE SUBSCRIPTION would connect to the publisher", statement.location(), hint)
