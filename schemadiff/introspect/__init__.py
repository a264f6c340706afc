"""Reads a snapshot of one database."""

from schemadiff.introspect.findings import findings
from schemadiff.introspect.reader import Selection, read_snapshot
from schemadiff.introspect.rows import tables_with_rows

__all__ = ["Selection", "findings", "read_snapshot", "tables_with_rows"]
