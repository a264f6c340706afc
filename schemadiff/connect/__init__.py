"""Connections to PostgreSQL, and what their failures mean; no password is ever shown."""

from schemadiff.connect.connection import connect
from schemadiff.connect.failures import explain
from schemadiff.connect.pooler import detect_pooler
from schemadiff.connect.redaction import redact

__all__ = ["connect", "detect_pooler", "explain", "redact"]
