"""Text search templates (PostgreSQL documentation, CREATE TEXT SEARCH TEMPLATE; catalog pg_ts_template). They have no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3764::int8, t.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, t.tmplname]::text[], 0,
       CASE WHEN t.tmplinit <> 0 THEN t.tmplinit::text END,
       t.tmpllexize::text
FROM pg_catalog.pg_ts_template t
JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
WHERE t.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, t.tmplname
"""


@definition
class TextSearchTemplate:
    """Functions, named as the options of CREATE TEXT SEARCH TEMPLATE."""

    init: str | None
    lexize: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: TextSearchTemplate = fact.definition
    init = f"INIT = {d.init}, " if d.init is not None else ""
    return (Sql(f"CREATE TEXT SEARCH TEMPLATE {qualified(*fact.id.path)} ({init}LEXIZE = {d.lexize})"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TEXT SEARCH TEMPLATE {qualified(*fact.id.path)}"),)


KIND = ObjectKind(
    name="text search template",
    definition=TextSearchTemplate,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"init", "lexize"}),
    address=lambda id: qualified(*id.path),
    sql_name="TEXT SEARCH TEMPLATE",
    rank=43,
    drop_rank=73,
)
