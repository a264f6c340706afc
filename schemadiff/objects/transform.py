"""Transforms (PostgreSQL documentation, CREATE TRANSFORM; catalog pg_transform). They have no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

QUERY = """
SELECT 3576::int8, t.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[pg_catalog.format_type(t.trftype, NULL), l.lanname]::text[], 0,
       CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::regprocedure::text END,
       CASE WHEN t.trftosql <> 0 THEN t.trftosql::regprocedure::text END
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
WHERE t.oid >= 16384
ORDER BY 8
"""


@definition
class Transform:
    """Functions as regprocedure prints them; None is the default behaviour."""

    from_sql: str | None
    to_sql: str | None


def address(id: ObjectId) -> str:
    return f"FOR {id.path[0]} LANGUAGE {quote(id.path[1])}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE {text(fact)}"),)


def text(fact: Fact) -> str:
    d: Transform = fact.definition
    sides = (("FROM SQL", d.from_sql), ("TO SQL", d.to_sql))
    functions = ", ".join(f"{side} WITH FUNCTION {function}" for side, function in sides if function is not None)
    return f"TRANSFORM {address(fact.id)} ({functions})"


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TRANSFORM {address(fact.id)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    """OR REPLACE keeps the transform for the functions that name it."""
    return (Sql(f"CREATE OR REPLACE {text(new)}"),)


KIND = ObjectKind(
    name="transform",
    definition=Transform,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"from_sql": alter, "to_sql": alter},
    address=address,
    sql_name="TRANSFORM",
    rename=no_rename,
    rank=43,
    drop_rank=72,
)
