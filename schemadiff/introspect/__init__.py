"""Reads a snapshot of one database."""

from schemadiff.introspect.findings import findings, secrets_missing
from schemadiff.introspect.reader import Selection, read_snapshot
from schemadiff.introspect.rows import tables_with_rows

__all__ = ["Selection", "findings", "read_snapshot", "secrets_missing", "tables_with_rows"]
