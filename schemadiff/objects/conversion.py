"""Conversions between encodings (PostgreSQL documentation, 24.3.4 and CREATE CONVERSION; catalog pg_conversion)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import literal, qualified
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2607::int8, c.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[n.nspname, c.conname]::text[], 0,
       c.condefault,
       pg_catalog.pg_encoding_to_char(c.conforencoding)::text,
       pg_catalog.pg_encoding_to_char(c.contoencoding)::text,
       c.conproc::regproc::text
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
WHERE c.oid >= 16384 AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
ORDER BY n.nspname, c.conname
"""


@definition
class Conversion:
    """`source` and `target` are names of encodings."""

    default: bool
    source: str
    target: str
    function: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: Conversion = fact.definition
    head = f"CREATE {'DEFAULT ' if d.default else ''}CONVERSION {qualified(*fact.id.path)}"
    return (Sql(f"{head} FOR {literal(d.source)} TO {literal(d.target)} FROM {d.function}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP CONVERSION {qualified(*fact.id.path)}"),)


KIND = ObjectKind(
    name="conversion",
    definition=Conversion,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"default", "source", "target", "function"}),
    address=lambda id: qualified(*id.path),
    sql_name="CONVERSION",
    rank=43,
    drop_rank=72,
)
