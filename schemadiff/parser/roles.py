"""Roles that a schema names: they belong to the server, not to the database that is loaded."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

from schemadiff.core.errors import SqlError
from schemadiff.core.identity import literal, quote
from schemadiff.objects.role import STUB
from schemadiff.parser.sources import sql_error
from schemadiff.scratch.guard import guard_of, join

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

_ROLE_SPEC = re.compile(r'"roletype":"ROLESPEC_CSTRING","rolename":("(?:[^"\\]|\\.)*")')
_NAMED = re.compile(r'"(?:role|priv_name)":("(?:[^"\\]|\\.)*")')
_SET_ROLE = re.compile(r'"name":"(?:role|session_authorization)","args":\[\{"A_Const":\{"sval":\{"sval":("(?:[^"\\]|\\.)*")')
_IN_DATABASE = re.compile(r"(\bIN\s+DATABASE\s+)(\"(?:[^\"]|\"\")*\"|[\w$]+)", re.IGNORECASE)
_EXISTING = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)"


def role_names(statements: Iterable[LocatedStatement]) -> frozenset[str]:
    """All roles that the statements name: owners, grantees, members, `CREATE ROLE`, `SET ROLE`, mappings, policies."""
    return frozenset(name for statement in statements for name in _names(statement))


def stubs(statements: Sequence[LocatedStatement]) -> frozenset[str]:
    """The roles that the statements name and do not create themselves."""
    created = (s.look()["role"] for s in statements if s.node == "CreateRoleStmt")
    return role_names(statements) - frozenset(created)


def create_role_stubs(connection: psycopg.Connection[Any], names: Iterable[str]) -> tuple[str, ...]:
    """Creates the roles that the server lacks, NOLOGIN, and returns their names. Another session may do the same.

    Their comment tells them from roles that SQL itself made.
    """
    import psycopg

    guard = guard_of(connection)
    if guard is not None:
        connection = guard.superuser
    missing = sorted(_missing(connection, names))
    for name in missing:
        try:
            comment = f"COMMENT ON ROLE {quote(name)} IS {literal(STUB)}"
            connection.execute(f"CREATE ROLE {quote(name)} NOLOGIN; {comment}".encode())
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
    if guard is not None:
        join(connection)
    return tuple(missing)


def require_roles(connection: psycopg.Connection[Any], statements: Sequence[LocatedStatement]) -> None:
    """Raises SqlError, at the first use of each, where the server lacks a role that the statements name."""
    missing = _missing(connection, role_names(statements))
    problems = []
    for statement in statements:
        for name in sorted(missing.intersection(_names(statement))):
            missing.discard(name)
            hint = f'CREATE ROLE {quote(name)} on that server, or use a server of schemadiff\'s own (dev = "embedded")'
            at = statement.text.find(name)
            problems.append(sql_error(f'role "{name}" does not exist', statement.location(at), hint))
    if problems:
        raise SqlError(problems)


def about_roles(connection: psycopg.Connection[Any], statements: Sequence[LocatedStatement]) -> tuple[LocatedStatement, ...]:
    """The statements as they can be executed in a scratch database.

    Whatever database ALTER ROLE … IN DATABASE names, the one that is loaded is meant. The server's first role, which a dump of a
    whole server creates, exists. Raises SqlError for settings of all roles: they are the server's or the database's.
    """
    row = connection.execute("SELECT current_database(), current_user").fetchone()
    assert row is not None
    database, first = row
    kept = []
    for statement in statements:
        if statement.node == "AlterRoleSetStmt":
            tree = statement.look()
            if "role" not in tree:
                hint = "a setting of all roles belongs to the database or to the server; leave it out"
                raise SqlError(sql_error("ALTER ROLE ALL in a schema", statement.location(), hint))
            text = _IN_DATABASE.sub(lambda m: m[1] + quote(database), statement.text, count=1) if "database" in tree else statement.text
            kept.append(dataclasses.replace(statement, text=text))
        elif statement.node != "CreateRoleStmt" or statement.look()["role"] != first:
            kept.append(statement)
    return tuple(kept)


def _missing(connection: psycopg.Connection[Any], names: Iterable[str]) -> set[str]:
    # Names that begin with pg_ are reserved: no stub can be made, and the server itself says which are unknown.
    wanted = {name for name in names if not name.startswith("pg_")}
    if not wanted:
        return set()
    return wanted.difference(row[0] for row in connection.execute(_EXISTING, (sorted(wanted),)).fetchall())


def _names(statement: LocatedStatement) -> Iterator[str]:
    found = _ROLE_SPEC.findall(statement.tree)
    if statement.node in {"CreateRoleStmt", "GrantRoleStmt"}:
        found += _NAMED.findall(statement.tree)
    elif statement.node == "VariableSetStmt":
        found += _SET_ROLE.findall(statement.tree)
    return (name for name in map(json.loads, found) if name != "none")
