"""Operator families (PostgreSQL documentation, 38.16.5 and CREATE OPERATOR FAMILY; catalog pg_opfamily).

The members that belong to no class, those of ALTER OPERATOR FAMILY … ADD, are facts of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2753::int8, f.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, f.opfname, a.amname]::text[], 0
FROM pg_catalog.pg_opfamily f
JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
JOIN pg_catalog.pg_am a ON a.oid = f.opfmethod
WHERE f.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, f.opfname, a.amname
"""


@definition
class OperatorFamily:
    """Only a name and an access method."""


def address(id: ObjectId) -> str:
    """Of a family or a class."""
    return f"{qualified(*id.path[:2])} USING {quote(id.path[2])}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE OPERATOR FAMILY {address(fact.id)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP OPERATOR FAMILY {address(fact.id)}"),)


KIND = ObjectKind(
    name="operator family",
    definition=OperatorFamily,
    query=QUERY,
    create=create,
    drop=drop,
    address=address,
    sql_name="OPERATOR FAMILY",
    name_at=1,
    rank=44,
    drop_rank=71,
)
