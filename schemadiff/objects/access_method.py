"""Access methods of tables and indexes (PostgreSQL documentation, CREATE ACCESS METHOD; catalog pg_am). They have no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
SELECT 2601::int8, a.oid::int8, 0, NULL::int8, NULL::int8, NULL::int4, NULL::int8, ARRAY[a.amname]::text[], 0,
       CASE a.amtype WHEN 't' THEN 'TABLE' ELSE 'INDEX' END,
       a.amhandler::regproc::text
FROM pg_catalog.pg_am a
WHERE a.oid >= 16384
ORDER BY a.amname
"""


@definition
class AccessMethod:
    """`type` is TABLE or INDEX."""

    type: str
    handler: str


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: AccessMethod = fact.definition
    return (Sql(f"CREATE ACCESS METHOD {quote(fact.id.path[0])} TYPE {d.type} HANDLER {d.handler}"),)


def drop(fact: Fact, context: Context) -> Statements:
    return (Sql(f"DROP ACCESS METHOD {quote(fact.id.path[0])}"),)


KIND = ObjectKind(
    name="access method",
    definition=AccessMethod,
    query=QUERY,
    create=create,
    drop=drop,
    replace=frozenset({"type", "handler"}),
    address=lambda id: quote(id.path[0]),
    sql_name="ACCESS METHOD",
    rename=no_rename,
    rank=41,
    drop_rank=74,
)
