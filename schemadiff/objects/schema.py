"""Schemas (PostgreSQL documentation, 5.10 and CREATE SCHEMA; catalog pg_namespace)."""

from __future__ import annotations

from schemadiff.core.definition import definition
from schemadiff.core.fact import Fact
from schemadiff.core.identity import ObjectId, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

QUERY = """
SELECT 2615::int8, n.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname]::text[], 0
FROM pg_catalog.pg_namespace n
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname
"""


@definition
class Schema:
    """A schema has nothing but its name; owner, privileges and comment are facts of their own."""


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"CREATE SCHEMA {qualified(*fact.id.path)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP SCHEMA {qualified(*fact.id.path)}"),)


def builtin(version: int) -> tuple[Fact, ...]:
    """The schema public, which every new database has."""
    return (Fact(id=ObjectId("schema", ("public",)), definition=Schema()),)


KIND = ObjectKind(
    name="schema",
    definition=Schema,
    query=QUERY,
    create=create,
    drop=drop,
    address=lambda id: qualified(*id.path),
    sql_name="SCHEMA",
    grant_class="SCHEMA",
    rank=10,
    drop_rank=95,
    builtin=builtin,
)
