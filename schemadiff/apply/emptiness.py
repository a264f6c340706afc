"""A checkpoint is for empty databases: what stands in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemadiff.core.errors import RefusedError

if TYPE_CHECKING:
    import psycopg

    from schemadiff.apply.journal import Journal
    from schemadiff.migration import Migration

_FIRST = """
    SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND n.nspname !~ '^pg_'
      AND n.nspname NOT IN ('information_schema', 'schemadiff')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.oid LIMIT 1
"""


def require_empty(connection: psycopg.Connection[Any], journal: Journal, checkpoint: Migration) -> None:
    """Raises RefusedError where the database, of which the journal knows nothing, holds relations already."""
    if journal.of(checkpoint.version, down=False):
        return
    row = connection.execute(_FIRST).fetchone()
    if row is not None:
        hint = "tell the journal which migrations it has: schemadiff migrate apply --baseline VERSION"
        message = f"{checkpoint.label} is a checkpoint, for empty databases; this one has {row[0]}, and no migration applied"
        raise RefusedError(message, hint=hint)
