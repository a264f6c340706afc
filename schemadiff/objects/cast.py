"""Casts (PostgreSQL documentation, CREATE CAST; catalog pg_cast). They have no name but their types, and no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId

# The cast of a range type to its multirange type is a part of the range type.
QUERY = """
SELECT 2605::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL)], 0,
       CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure::text
                         WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
       CASE c.castcontext WHEN 'i' THEN 'AS IMPLICIT' WHEN 'a' THEN 'AS ASSIGNMENT' END
FROM pg_catalog.pg_cast c
WHERE c.oid >= 16384 AND NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 2605 AND d.objid = c.oid AND d.deptype = 'i')
ORDER BY 8
"""


@definition
class Cast:
    """Both as CREATE CAST takes them; `context` None is an explicit cast."""

    method: str
    context: str | None


def address(id: ObjectId) -> str:
    return f"({id.path[0]} AS {id.path[1]})"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Cast = fact.definition
    return (Sql(" ".join(["CREATE CAST", address(fact.id), d.method, *([d.context] if d.context else [])])),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP CAST {address(fact.id)}"),)


KIND = ObjectKind(
    name="cast",
    definition=Cast,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"method", "context"}),
    address=address,
    sql_name="CAST",
    rename=no_rename,
    rank=43,
    drop_rank=72,
)
