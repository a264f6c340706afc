"""Schemas of publications (PostgreSQL documentation, CREATE PUBLICATION, FOR TABLES IN SCHEMA; catalog pg_publication_namespace).

PostgreSQL 14 lacks the catalog, so it is read by way of pg_depend, which says the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.publication import SCHEMA

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 6237::int8, d.objid::int8, 0, 6104::int8, d.refobjid::int8, 0, NULL::int8, ARRAY[n.nspname]::text[], 0
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_depend s ON s.classid = d.classid AND s.objid = d.objid AND s.refclassid = 2615
JOIN pg_catalog.pg_namespace n ON n.oid = s.refobjid
WHERE d.classid = 6237 AND d.refclassid = 6104
ORDER BY d.refobjid, n.nspname
"""


@definition
class PublicationNamespace:
    """That it is there says all."""


def clause(fact: Fact) -> str:
    return f"{SCHEMA}{quote(fact.id.path[1])}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER PUBLICATION {quote(fact.id.path[0])} ADD {clause(fact)}"),)


def inline(fact: Fact, clauses: tuple[str, ...], context: Context) -> str:
    return clause(fact)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER PUBLICATION {quote(fact.id.path[0])} DROP {clause(fact)}"),)


KIND = ObjectKind(
    name="publication namespace",
    definition=PublicationNamespace,
    query=QUERY,
    create=create,
    drop=drop,
    inline=inline,
    rank=94,
    drop_rank=1,
)
