"""Which statements of a schema are executed with a superuser's rights on servers of our own (`schemadiff.scratch.guard`).

Only such as PostgreSQL leaves to superusers or to an owner and that run no code of the schema while they are executed: they put rows
into catalogs (PostgreSQL documentation, part VI, the "Notes" and "Description" of each command). All others run as they are allowed to.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.core.errors import SqlError
from schemadiff.parser.hints import WAY_OUT
from schemadiff.parser.sources import SourceFile, sql_error
from schemadiff.parser.statements import StatementKind, split
from schemadiff.scratch.guard import PLAIN, SUPERUSER, Touched, guard_of, join, turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.parser.statements import LocatedStatement
    from schemadiff.scratch.guard import Guard

_ALWAYS = {
    "CreateExtensionStmt": "",
    "AlterDatabaseSetStmt": "",
    "AlterExtensionStmt": "",
    "CreateEventTrigStmt": "",
    "CreateFdwStmt": "",
    "AlterFdwStmt": "",
    "CreatePLangStmt": "",
    "CreateSubscriptionStmt": "",
    "AlterSubscriptionStmt": "",
    "DropSubscriptionStmt": "",
    "CreateTransformStmt": "",
    "CreateOpClassStmt": "",
    "CreateOpFamilyStmt": "",
    "AlterOpFamilyStmt": "",
    "CreateCastStmt": "",
    "CreateAmStmt": "",
    "AlterTypeStmt": "",
    # An aggregate's first value is read by its type's input function, which may check a domain.
    "DefineStmt": r'"kind":"OBJECT_(?:TYPE|TSTEMPLATE|TSPARSER)"|^(?!.*initcond).*"OBJECT_AGGREGATE".*"sval":"internal"',
    "CreatePublicationStmt": r'"for_all_\w+":true|_IN_(?:CUR_)?SCHEMA"',
    "AlterPublicationStmt": r'"for_all_\w+":true|_IN_(?:CUR_)?SCHEMA"',
    "CreateFunctionStmt": r'"defname":"language","arg":\{"String":\{"sval":"(?i:c|internal)"',
    # Who is neither owner nor superuser may be warned only, and nothing is granted. Not the rights to set what a superuser sets.
    "GrantStmt": r'^(?!.*"OBJECT_PARAMETER_ACL")',
    "AlterOwnerStmt": r'"OBJECT_(?:SUBSCRIPTION|EVENT_TRIGGER|FDW)"',
    "RenameStmt": r'"OBJECT_SUBSCRIPTION"',
    "CommentStmt": r'"OBJECT_SUBSCRIPTION"',
}
"""By the grammar's name, and what the tree must have."""

_WHEN_DENIED = {
    "AlterOwnerStmt": "",
    "AlterTableStmt": r'^(?!.*"subtype":"AT_(?!ChangeOwner"))',
    "CommentStmt": "",
    "RenameStmt": "",
    "AlterObjectSchemaStmt": "",
    "DropStmt": r'^(?!.*"concurrent":true)',
    "CreateFunctionStmt": "",
    "AlterFunctionStmt": "",
    "DefineStmt": r"^(?!.*initcond)",
    "AlterOperatorStmt": "",
    "AlterPublicationStmt": "",
    "CreatePublicationStmt": "",
    # The bounds of a partition are expressions.
    "CreateForeignTableStmt": r'^(?!.*"partbound")',
    "CreateForeignServerStmt": "",
    "AlterForeignServerStmt": "",
    "CreateUserMappingStmt": "",
    "AlterUserMappingStmt": "",
    "SecLabelStmt": "",
    "AlterDefaultPrivilegesStmt": "",
    "CreateSchemaStmt": r'^(?!.*"schemaElts")',
}
_ALWAYS_FOUND = {node: re.compile(text, re.DOTALL) for node, text in _ALWAYS.items()}
_WHEN_DENIED_FOUND = {node: re.compile(text, re.DOTALL) for node, text in _WHEN_DENIED.items()}
_DENIED = "42501"
_LITERAL = r"(?:'(?:[^']|'')*'|E'(?:[^'\\]|\\.|'')*')"
# Nothing but literals round the database's name, so that it can be read without running it. The statement inside is judged like any other.
_HERE = re.compile(
    rf"DO (\$\w*\$)BEGIN EXECUTE ({_LITERAL} \|\| pg_catalog\.quote_ident\(pg_catalog\.current_database\(\)\) \|\| {_LITERAL}); END\1"
)
_FOREIGN = frozenset({"AlterFdwStmt", "CreateForeignTableStmt", "CreateForeignServerStmt", "AlterForeignServerStmt"})
_FOREIGN_USERS = frozenset({"CreateUserMappingStmt", "AlterUserMappingStmt"})
_VALIDATOR = re.compile(r'"defname":"validator","arg":\{"List":\{"items":\[[^\]]*?\{"sval":("(?:[^"\\]|\\.)*")\}\}\]')
_NEW_OWNER = re.compile(r'"newowner":\{"roletype":"ROLESPEC_CSTRING","rolename":("(?:[^"\\]|\\.)*")')
_USERS_VALIDATORS = """SELECT 1 FROM pg_catalog.pg_proc p WHERE p.prolang NOT IN (12, 13)
AND (p.oid IN (SELECT w.fdwvalidator FROM pg_catalog.pg_foreign_data_wrapper w) OR (p.proname = %s AND p.pronargs = 2)) LIMIT 1"""
_SLOT = "SELECT 1 FROM pg_catalog.pg_subscription WHERE subname = %s AND subslotname IS NOT NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A query about what a statement did, in the statement's transaction: `short` ends its message, as EXECUTE of a prepared statement.

    `whole` is the same with every name qualified, for statements that have a superuser's rights.
    """

    short: str
    whole: str


def needs_superuser(statement: LocatedStatement) -> bool:
    """Whether it is executed with a superuser's rights from the start."""
    return statement.kind is StatementKind.ROLE or _matches(_ALWAYS_FOUND, statement)


def run(
    connection: psycopg.Connection[Any], statements: Sequence[LocatedStatement], sql: str, probe: Probe | None = None
) -> psycopg.Cursor[Any]:
    """Executes `sql`, the text of `statements`, as one message, with `probe` at its end; the cursor with what came back.

    On a server of our own statements that need a superuser and others go one by one where both are among them. One statement alone
    that PostgreSQL denies is executed with a superuser's rights where that is harmless. Raises psycopg.Error; SqlError with its place
    for a statement that would reach out of the database.
    """
    guard = guard_of(connection)
    text = (sql + (probe.short if probe else "")).encode()
    if guard is None:
        return connection.execute(text, prepare=False)
    if len(set(map(needs_superuser, statements))) > 1:
        for statement in statements[:-1]:
            run(connection, [statement], statement.text)
        return run(connection, statements[-1:], statements[-1].text, probe)
    if needs_superuser(statements[0]):
        return _lend(guard, statements, sql, probe)
    try:
        with turn(connection):
            cursor = connection.execute(text, prepare=False)
            if any(s.kind is StatementKind.DO for s in statements):
                join(guard.superuser)
            return cursor
    except psycopg.Error as error:
        if error.sqlstate != _DENIED or len(statements) > 1:
            raise
        statement = _said_here(guard, statements[0])
        if not needs_superuser(statement) and not _matches(_WHEN_DENIED_FOUND, statement):
            raise
        return _lend(guard, [statement], statement.text, probe)


def _said_here(guard: Guard, statement: LocatedStatement) -> LocatedStatement:
    """What a DO block of a plan says of the database, whatever its name is; other statements as they are."""
    found = _HERE.fullmatch(statement.text.strip())
    if found is None:
        return statement
    row = guard.superuser.execute(f"SELECT {found[2]}".encode()).fetchone()
    assert row is not None
    said = split(SourceFile(name=statement.file, text=row[0]))
    return said[0] if len(said) == 1 else statement


def _lend(guard: Guard, statements: Sequence[LocatedStatement], sql: str, probe: Probe | None) -> psycopg.Cursor[Any]:
    for statement in statements:
        problem = _reaches_out(guard, statement)
        if problem:
            raise SqlError(sql_error(problem, statement.location(), WAY_OUT))
    roles = any(s.kind is StatementKind.ROLE for s in statements)
    try:
        with guard.as_superuser(roles=roles):
            cursor = guard.ordinary.execute(sql.encode(), prepare=False)
            # What the schema prepared, or has on its path, must not run with these rights.
            return guard.ordinary.execute((PLAIN + probe.whole).encode(), prepare=False) if probe else cursor
    except Touched as error:
        raise SqlError(sql_error(str(error), statements[0].location(), WAY_OUT)) from None


def _matches(patterns: dict[str, re.Pattern[str]], statement: LocatedStatement) -> bool:
    pattern = patterns.get(statement.node)
    return pattern is not None and pattern.search(statement.tree) is not None


def _reaches_out(guard: Guard, statement: LocatedStatement) -> str | None:
    """What keeps a superuser's rights from a statement: it would connect somewhere, or run the schema's own code with them."""
    if statement.node in _FOREIGN | _FOREIGN_USERS | {"CreateFdwStmt"}:
        return _foreign(guard, statement)
    if "SubscriptionStmt" in statement.node:
        return _subscription(guard, statement)
    owner = _NEW_OWNER.search(statement.tree)
    if owner and owner[1] == f'"{SUPERUSER}"':
        return f"{SUPERUSER} is schemadiff's own role"
    return None


def _foreign(guard: Guard, statement: LocatedStatement) -> str | None:
    validator = _VALIDATOR.search(statement.tree)
    name = json.loads(validator[1]) if validator else None
    if guard.superuser.execute(_USERS_VALIDATORS, (name,)).fetchone():
        return "a foreign-data wrapper's validator in a language other than C would run with a superuser's rights"
    return None


def _subscription(guard: Guard, statement: LocatedStatement) -> str | None:
    connecting = "a subscription does not connect to its publisher in scratch"
    if statement.node == "CreateSubscriptionStmt":
        return None if statement.option_is_false("connect") else f"{connecting}: write WITH (connect = false)"
    tree = statement.look()
    if statement.node == "DropSubscriptionStmt":
        slot = guard.superuser.execute(_SLOT, (tree["subname"],)).fetchone()
        return f"{connecting}: ALTER SUBSCRIPTION … SET (slot_name = NONE) first" if slot else None
    kind = tree.get("kind", "")
    if kind.endswith(("_REFRESH", "_REFRESH_PUBLICATION", "_REFRESH_SEQUENCES")):
        return connecting
    if kind.endswith("_PUBLICATION") and not statement.option_is_false("refresh"):
        return f"{connecting}: write WITH (refresh = false)"
    return None
