"""Which column owns a sequence (PostgreSQL documentation, ALTER SEQUENCE … OWNED BY; pg_depend)."""

from __future__ import annotations

from schemadiff.core.definition import definition
from schemadiff.core.fact import EdgeType, Fact
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1259::int8, s.oid::int8, 0, NULL::int8, '{}'::text[], 0,
       n.nspname::text, t.relname::text, a.attname::text
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_class s ON s.oid = d.objid AND s.relkind = 'S'
JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype = 'a'
ORDER BY s.oid
"""


@definition
class OwnedBy:
    """The owning column, by its names."""

    schema: str
    table: str
    column: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: OwnedBy = fact.definition
    return (Sql(f"ALTER SEQUENCE {qualified(*fact.id.path)} OWNED BY {qualified(d.schema, d.table, d.column)}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"ALTER SEQUENCE {qualified(*fact.id.path)} OWNED BY NONE"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


KIND = ObjectKind(
    name="owned by",
    definition=OwnedBy,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"schema": alter, "table": alter, "column": alter},
    rank=55,
    drop_rank=20,
    follows=True,
    takes=frozenset({EdgeType.AUTO}),
)
