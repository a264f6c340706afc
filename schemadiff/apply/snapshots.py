"""Old snapshots, which a statement with CONCURRENTLY waits for, of whatever table (documentation, CREATE INDEX)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.apply.model import Holder
from schemadiff.apply.session import server_path

if TYPE_CHECKING:
    import psycopg

    from schemadiff.parser import LocatedStatement

_CONCURRENT = ("IndexStmt", "DropStmt", "AlterTableStmt", "ReindexStmt")
# Those of VACUUM are not waited for; of other databases neither. A session's snapshot is as old as its statement, or as
# its transaction.
_QUERY = """
    SELECT a.pid, coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, ''),
           left(coalesce(a.query, ''), 100),
           extract(epoch FROM pg_catalog.clock_timestamp() - coalesce(a.xact_start, a.query_start))::float8
    FROM pg_catalog.pg_stat_activity a
    WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
      AND a.backend_xmin IS NOT NULL AND a.backend_type = 'client backend'
      AND coalesce(a.xact_start, a.query_start) < pg_catalog.clock_timestamp() - interval '1 second'
    ORDER BY 6 DESC LIMIT 10
"""


def waits_for_snapshots(statement: LocatedStatement) -> bool:
    """Whether a statement outside a transaction is one with CONCURRENTLY."""
    return statement.node in _CONCURRENT


def old_snapshots(connection: psycopg.Connection[Any]) -> tuple[Holder, ...]:
    """The sessions whose transaction is older than a second, the oldest first."""
    with server_path(connection):
        rows = connection.execute(_QUERY).fetchall()
    return tuple(Holder(pid=r[0], user=r[1], application=r[2], state=f"{r[3]}, for {r[5]:.0f} s", doing=r[4]) for r in rows)
