"""Is there one server session behind the connection?"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

_ROUNDS = 4
_PROBE = b"SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('schemadiff.session', true)"


def detect_pooler(connection: psycopg.Connection[Any]) -> bool:
    """Does a transaction pooler stand between? Advisory locks, settings and CONCURRENTLY need one session.

    Call it on an autocommit connection outside a transaction: the process behind it and its settings must stay.
    """
    mark = secrets.token_hex(8)
    # What libpq was told when connecting; a pooler makes up a number, or repeats that of another session.
    announced = connection.info.backend_pid
    connection.execute(f"SET schemadiff.session = '{mark}'".encode(), prepare=False)
    for _ in range(_ROUNDS):
        row = connection.execute(_PROBE, prepare=False).fetchone()
        if row is None or row != (announced, mark):
            return True
    connection.execute(b"RESET schemadiff.session", prepare=False)
    return False
