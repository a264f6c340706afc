"""Reads a snapshot of one database."""

from schemadiff.introspect.findings import findings
from schemadiff.introspect.reader import Selection, read_snapshot

__all__ = ["Selection", "findings", "read_snapshot"]
