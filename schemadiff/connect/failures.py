"""What psycopg's errors mean to the person who reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from psycopg.conninfo import make_conninfo

from schemadiff.connect.redaction import HIDDEN, redact
from schemadiff.core.errors import DatabaseError, PermissionDenied, SchemadiffError, SqlError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

_SHORTEST_SECRET = 3

# Of a refused connection libpq hands over a text only, no SQLSTATE.
_REFUSALS = (
    (r"password authentication failed|no password supplied|SASL authentication failed|fe_sendauth", "28P01"),
    (r"role \".*\" does not exist|no pg_hba\.conf entry|peer authentication failed|not permitted to log in", "28000"),
    (r"database \".*\" does not exist", "3D000"),
    (r"too many clients|remaining connection slots|too many connections", "53300"),
    (r"permission denied for database", "42501"),
    (r"starting up|shutting down|recovery mode|not yet accepting", "57P03"),
    (r"could not translate host name|failed to resolve host|name or service not known|name resolution", "DNS"),
    (r"timeout expired|timed out", "TIMEOUT"),
    (r"SSL|TLS|certificate", "TLS"),
    (r"connection refused|no such file or directory|no route to host|unreachable", "DOWN"),
)
_MEANINGS = {
    "28P01": ("the server does not accept the password", "check the password in the URL, PGPASSWORD or ~/.pgpass"),
    "28000": ("the server does not let this role in", "check the user name; pg_hba.conf says who may connect"),
    "3D000": ("the database does not exist", "create it (createdb), or check the name at the end of the URL"),
    "53300": ("the server has no connection left", "close other sessions, or raise max_connections"),
    "42501": ("the role may not connect to this database", "GRANT CONNECT ON DATABASE … TO the role"),
    "57P03": ("the server is starting up or shutting down", "try again in a moment"),
    "DNS": ("the host name is unknown", "check the host in the URL"),
    "TIMEOUT": ("the server did not answer in time", "check host, port and firewall; connect_timeout=… waits longer"),
    "TLS": ("no encrypted connection could be agreed on", "check sslmode and the certificates in the URL"),
    "DOWN": ("the server cannot be reached", "is PostgreSQL running there, and are host and port right?"),
}
_HINTS = {
    "57014": "statement_timeout of the role or database was hit, or someone cancelled the statement",
    "55P03": "another session holds a lock on the object",
    "40P01": "try again",
    "53100": "free space on the server's disk",
    "53300": "close other sessions, or raise max_connections",
    "25006": "the server is a standby, or the session read-only: give the URL of the primary",
    "57P01": "the server was stopped or an administrator ended the session",
    "58P01": "install the extension's package on the server",
}
_SQL_CLASSES = frozenset({"42", "22", "23", "0A", "2B", "44"})


def explain(error: psycopg.Error) -> SchemadiffError:
    """The error of ours for what the server refused, by SQLSTATE: PermissionDenied, SqlError or DatabaseError."""
    state = error.sqlstate or ""
    message = error.diag.message_primary or _first_line(str(error)) or type(error).__name__
    hint = error.diag.message_hint or _HINTS.get(state)
    if state == "42501":
        return PermissionDenied(message, hint=hint or "GRANT the right to the role, or connect as the owner")
    if state[:2] in _SQL_CLASSES:
        return SqlError(message, hint=hint)
    if not state and error.diag.message_primary is None:
        return DatabaseError(f"the connection was lost: {message}", hint=hint or "is the server still running?")
    return DatabaseError(message, hint=hint)


def unreachable(error: psycopg.Error, settings: Mapping[str, Any]) -> DatabaseError:
    """The error of ours for a connection that was not had."""
    detail = _scrubbed(str(error), settings)
    state = error.sqlstate or next((code for text, code in _REFUSALS if re.search(text, detail, re.IGNORECASE)), "")
    kind = PermissionDenied if state == "42501" else DatabaseError
    meaning, hint = _MEANINGS.get(state, ("no connection", None))
    place = redact(make_conninfo("", **{k: settings[k] for k in ("host", "port", "user", "dbname") if settings.get(k)}))
    return kind(f"{meaning} ({place or 'default server'}): {_first_line(detail)}", hint=hint)


def _scrubbed(text: str, settings: Mapping[str, Any]) -> str:
    """`text` without the secrets, should a message repeat them."""
    for name in ("password", "sslpassword", "oauth_client_secret"):
        secret = str(settings.get(name) or "")
        if len(secret) > _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return text


def _first_line(text: str) -> str:
    """The first line that tells what failed, without libpq's preamble."""
    lines = [line.strip(" -\t") for line in text.splitlines() if line.strip(" -\t")]
    lines = [line for line in lines if not line.startswith("Multiple connection attempts failed")] or lines
    return re.sub(r"^connection failed: ", "", lines[0]) if lines else ""
