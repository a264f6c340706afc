"""Reads a snapshot of one database."""

from schemadiff.introspect.reader import Selection, read_snapshot

__all__ = ["Selection", "read_snapshot"]
