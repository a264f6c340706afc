"""Statements about the database itself: whatever name they give to it, the one that is loaded is meant."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any

from schemadiff.core.identity import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from schemadiff.parser.statements import LocatedStatement

INCLUDE = "database"
"""The word of the setting `include` that allows these statements in a schema."""

_NAMED = re.compile(r"(\bDATABASE\s+)(\"(?:[^\"]|\"\")*\"|[\w$]+)", re.IGNORECASE)


def is_about_database(statement: LocatedStatement) -> bool:
    """ALTER DATABASE … SET and COMMENT ON DATABASE."""
    return statement.node == "AlterDatabaseSetStmt" or (statement.node == "CommentStmt" and '"objtype":"OBJECT_DATABASE"' in statement.tree)


def about_database(connection: psycopg.Connection[Any], statements: Sequence[LocatedStatement]) -> tuple[LocatedStatement, ...]:
    """The statements as they can be executed in a scratch database."""
    if not any(map(is_about_database, statements)):
        return tuple(statements)
    row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    here = quote(row[0])
    return tuple(
        dataclasses.replace(s, text=_NAMED.sub(lambda m: m[1] + here, s.text, count=1)) if is_about_database(s) else s for s in statements
    )
