"""What PostgreSQL's own programs are given to connect with."""

from __future__ import annotations

import os

from schemadiff.connect.connection import settings_of
from schemadiff.core.errors import UsageError

_NO_VARIABLE = ("sslpassword", "oauth_client_secret")


def client_target(url: str) -> tuple[str, dict[str, str]]:
    """The connection string for `-d` without its password, and the environment of the program, which has it.

    Other users of the machine can read a process's arguments, but not its environment (documentation, 34.15 "Environment
    Variables"). A URL without a password leaves PGPASSWORD and the password file as they are. Raises DatabaseError for
    what is no connection string, UsageError for a secret that libpq reads from no variable.
    """
    from psycopg.conninfo import make_conninfo

    settings = settings_of(url)
    for name in _NO_VARIABLE:
        if settings.get(name):
            hint = "put it into a connection service file (pg_service.conf) and name that: postgresql:///?service=NAME"
            raise UsageError(f"{name} cannot be handed to PostgreSQL's programs without being seen", hint=hint)
    password = settings.pop("password", None)
    environment = {**os.environ, "PGAPPNAME": "schemadiff"}
    if password:
        environment["PGPASSWORD"] = str(password)
    return make_conninfo(**settings), environment
