"""Roles that a schema names: they belong to the server, not to the database that is loaded."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from schemadiff.core.errors import SqlError
from schemadiff.core.identity import quote
from schemadiff.parser.sources import sql_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

_ROLE_SPEC = re.compile(r'"roletype":"ROLESPEC_CSTRING","rolename":("(?:[^"\\]|\\.)*")')
_NAMED = re.compile(r'"(?:role|priv_name)":("(?:[^"\\]|\\.)*")')
_SET_ROLE = re.compile(
    r'"name":"(?:role|session_authorization)","args":\[\{"A_Const":\{"sval":\{"sval":("(?:[^"\\]|\\.)*")'
)
_EXISTING = "SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)"


def role_names(statements: Iterable[LocatedStatement]) -> frozenset[str]:
    """All roles that the statements name: owners, grantees, members, `CREATE ROLE`, `SET ROLE`, mappings, policies."""
    return frozenset(name for statement in statements for name in _names(statement))


def create_role_stubs(connection: psycopg.Connection[Any], names: Iterable[str]) -> tuple[str, ...]:
    """Creates the roles that the server lacks, NOLOGIN, and returns their names. Another session may do the same."""
    import psycopg

    missing = sorted(_missing(connection, names))
    for name in missing:
        try:
            connection.execute(f"CREATE ROLE {quote(name)} NOLOGIN".encode())
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
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
