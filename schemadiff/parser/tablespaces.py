"""Tablespaces that a schema names: they belong to the server, not to the database that is loaded."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from schemadiff.core.identity import quote
from schemadiff.scratch.guard import ORDINARY, guard_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

_NAMED = re.compile(r'"(?:table[sS]pace(?:name|Name)?|indexspace)":("(?:[^"\\]|\\.)+")')
_MOVED = re.compile(r'"subtype":"AT_SetTableSpace","name":("(?:[^"\\]|\\.)+")')
_DEFAULT = re.compile(r'"name":"default_tablespace","args":\[\{"A_Const":\{"sval":\{"sval":("(?:[^"\\]|\\.)+")')
_EXISTING = "SELECT spcname FROM pg_catalog.pg_tablespace WHERE spcname = ANY (%s)"


def tablespace_names(statements: Iterable[LocatedStatement]) -> frozenset[str]:
    """All tablespaces that the statements name: TABLESPACE, USING INDEX TABLESPACE, SET TABLESPACE, default_tablespace."""
    found = (match for s in statements for pattern in (_NAMED, _MOVED, _DEFAULT) for match in pattern.findall(s.tree))
    return frozenset(map(json.loads, found))


def create_tablespace_stubs(connection: psycopg.Connection[Any], names: Iterable[str]) -> tuple[str, ...]:
    """Creates the tablespaces that a server of our own lacks, inside its data directory, and returns their names.

    The connection is an autocommit one of a superuser, or guarded. Another session may do the same. PostgreSQL documentation, 19.17
    "Developer Options", allow_in_place_tablespaces.
    """
    import psycopg

    guard = guard_of(connection)
    connection = guard.superuser if guard else connection
    owner = f" OWNER {ORDINARY}" if guard else ""
    wanted = sorted(n for n in names if not n.startswith("pg_"))
    if not wanted:
        return ()
    missing = sorted(set(wanted).difference(row[0] for row in connection.execute(_EXISTING, (wanted,)).fetchall()))
    for name in missing:
        connection.execute("SET allow_in_place_tablespaces = on")
        try:
            connection.execute(f"CREATE TABLESPACE {quote(name)}{owner} LOCATION ''".encode())
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
        finally:
            connection.execute("RESET allow_in_place_tablespaces")
    return tuple(missing)
