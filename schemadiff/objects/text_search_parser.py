"""Text search parsers (PostgreSQL documentation, 12.5 and CREATE TEXT SEARCH PARSER; catalog pg_ts_parser). They have no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 3601::int8, p.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, p.prsname]::text[], 0,
       p.prsstart::text, p.prstoken::text, p.prsend::text,
       CASE WHEN p.prsheadline <> 0 THEN p.prsheadline::text END,
       p.prslextype::text
FROM pg_catalog.pg_ts_parser p
JOIN pg_catalog.pg_namespace n ON n.oid = p.prsnamespace
WHERE p.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, p.prsname
"""


@definition
class TextSearchParser:
    """Functions, named as the options of CREATE TEXT SEARCH PARSER."""

    start: str
    gettoken: str
    end: str
    headline: str | None
    lextypes: str


OPTIONS = ("start", "gettoken", "end", "headline", "lextypes")


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    values = {n: getattr(fact.definition, n) for n in OPTIONS}
    options = ", ".join(f"{name.upper()} = {value}" for name, value in values.items() if value is not None)
    return (Sql(f"CREATE TEXT SEARCH PARSER {qualified(*fact.id.path)} ({options})"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP TEXT SEARCH PARSER {qualified(*fact.id.path)}"),)


KIND = ObjectKind(
    name="text search parser",
    definition=TextSearchParser,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset(OPTIONS),
    address=lambda id: qualified(*id.path),
    sql_name="TEXT SEARCH PARSER",
    rank=43,
    drop_rank=73,
)
