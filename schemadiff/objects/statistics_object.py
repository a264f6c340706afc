"""Extended statistics (PostgreSQL documentation, 14.2.2, CREATE STATISTICS and ALTER STATISTICS; catalog pg_statistic_ext)."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.expression import stable
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# The default target is -1 before 17, null from then on.
QUERY = """
SELECT 3381::int8, s.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, s.stxname]::text[], 0,
       c.relname, array(SELECT unnest(s.stxkind)::text ORDER BY 1),
       (SELECT coalesce(array_agg(a.attname::text ORDER BY a.attname), '{}') FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::int2[])),
       coalesce(pg_catalog.pg_get_statisticsobjdef_expressions(s.oid), '{}'),
       pg_catalog.pg_get_statisticsobjdef(s.oid),
       nullif((to_jsonb(s)->>'stxstattarget')::int4, -1)
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, s.stxname
"""


@definition
class StatisticsObject:
    """`kinds` is stxkind, `text` what pg_get_statisticsobjdef() prints; `target` None is the default.

    `columns` are sorted: PostgreSQL itself keeps them by their places in the table, which mean nothing.
    """

    table: str
    kinds: tuple[str, ...]
    columns: tuple[str, ...]
    expressions: tuple[str, ...]
    text: str = field(compare=False)
    target: int | None


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    made = Sql(stable(fact.definition.text))
    return (made, *alter_target(fact, fact, context)) if fact.definition.target is not None else (made,)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP STATISTICS {qualified(*fact.id.path)}"),)


def alter_target(old: Fact, new: Fact, context: Context) -> Statements:
    target = new.definition.target
    return (Sql(f"ALTER STATISTICS {qualified(*new.id.path)} SET STATISTICS {-1 if target is None else target}"),)


KIND = ObjectKind(
    name="statistics object",
    definition=StatisticsObject,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"target": alter_target},
    replace=frozenset({"table", "kinds", "columns", "expressions"}),
    address=lambda id: qualified(*id.path),
    sql_name="STATISTICS",
    rank=75,
    drop_rank=5,
)
