"""Which tables hold rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

# A table that was never analyzed has no estimate of its rows (pg_class.reltuples is -1), so its file is looked at: one of no
# length holds none. Only where ANALYZE has found nothing or was never run (relpages 0), since asking waits for who locks the table.
QUERY = """
WITH RECURSIVE full_ones AS (
    SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      AND CASE WHEN c.relpages > 0 THEN true ELSE pg_catalog.pg_relation_size(c.oid) > 0 END
    UNION
    SELECT i.inhparent FROM full_ones f JOIN pg_catalog.pg_inherits i ON i.inhrelid = f.oid)
SELECT n.nspname::text, c.relname::text FROM full_ones f
JOIN pg_catalog.pg_class c ON c.oid = f.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
"""


def tables_with_rows(connection: psycopg.Connection[Any]) -> frozenset[tuple[str, ...]]:
    """Schema and name of each table and materialized view that may hold rows, and of what has such a partition or child."""
    return frozenset(tuple(row) for row in connection.execute(QUERY).fetchall())
