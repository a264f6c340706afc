"""Connections to PostgreSQL, and what their failures mean; no password is ever shown."""

from schemadiff.connect.clients import client_target
from schemadiff.connect.connection import connect, settings_of
from schemadiff.connect.failures import explain
from schemadiff.connect.pooler import detect_pooler
from schemadiff.connect.redaction import redact

__all__ = ["client_target", "connect", "detect_pooler", "explain", "redact", "settings_of"]
