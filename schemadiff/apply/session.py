"""The one session that applies: opened, and brought back to known settings between a migration's parts."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.apply.tenant import for_tenant
from schemadiff.core.errors import ApplyError, PermissionDenied

if TYPE_CHECKING:
    from collections.abc import Iterator

# Roles and authorizations are no settings for RESET ALL. Timeouts that a role or database has by default would kill a
# long index build and leave it invalid. A session that hangs in a transaction is another matter: nothing is thought over
# between two statements, so whoever keeps its locks that long is gone, though the network did not say so.
_RESET = (
    "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; SET client_encoding = 'UTF8'; SET statement_timeout = 0; "
    "SET lock_timeout = 0; SET idle_in_transaction_session_timeout = '60s'; SET idle_session_timeout = 0; "
    "SET standard_conforming_strings = on"
)
# What a session keeps besides settings. DISCARD ALL would do it, and would release the lock as well.
_BELONGINGS = "DISCARD TEMP; DEALLOCATE ALL; CLOSE ALL; UNLISTEN *"
_GENERATED = "SET search_path = pg_catalog, pg_temp; SET check_function_bodies = off"
_OPTIONAL = {
    "transaction_timeout": "0",
    # Linux and some other systems only: the server notices that the client is gone while a statement runs.
    "client_connection_check_interval": "2s",
    # By TCP only: so does it when the client's machine or the network is gone, after 25 s instead of two hours.
    "tcp_keepalives_idle": "10s",
    "tcp_keepalives_interval": "5s",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "25s",
}


class Session:
    """A direct connection in autocommit mode, in which transactions are begun and ended by statements."""

    def __init__(self, url: str, connection: psycopg.Connection[Any], tenant: str | None = None) -> None:
        self.url = url
        self._own_path = [f'SET search_path = "{tenant}", public'] if tenant else []
        self.connection = connection
        self.pid = connection.info.backend_pid
        # A file may contain DEALLOCATE ALL, which would take away what psycopg has prepared behind our back.
        connection.prepare_threshold = None
        self._optional = self._supported()

    def reset(self, *, generated: bool = True) -> None:
        """Undoes what a file's statements have set.

        A file that schemadiff wrote has qualified names and runs with `search_path = pg_catalog, pg_temp`
        (CVE-2018-1058); one written by hand gets the role's own search_path, as other tools' users expect;
        a tenant's session has the tenant's schema first.
        """
        self.run("; ".join([_RESET, *self._optional, *([_GENERATED] if generated else self._own_path)]))

    def renew(self) -> None:
        """Undoes what one migration leaves in the session for the next: temporary tables, cursors, prepared statements."""
        self.reset()
        self.run(_BELONGINGS)

    def run(self, sql: str) -> psycopg.Cursor[Any]:
        """Sends `sql` as it is, without parameters."""
        return self.connection.execute(sql.encode(), prepare=False)

    def value(self, sql: str) -> Any:
        """The first column of the first row."""
        row = self.run(sql).fetchone()
        return row[0] if row else None

    def _supported(self) -> tuple[str, ...]:
        found = []
        for name, value in _OPTIONAL.items():
            setting = f"SET {name} = '{value}'"
            with contextlib.suppress(psycopg.Error):
                self.run(setting)
                found.append(setting)
        return tuple(found)


@contextlib.contextmanager
def server_path(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Inside, names are the server's, as everywhere but in a file's own statements; afterwards the file's search_path holds again."""
    row = connection.execute("SELECT pg_catalog.current_setting('search_path')").fetchone()
    connection.execute("SET search_path = pg_catalog, pg_temp")
    try:
        yield
    finally:
        with contextlib.suppress(psycopg.Error):
            connection.execute("SELECT pg_catalog.set_config('search_path', %s, false)", row)


def oids(connection: psycopg.Connection[Any], *names: str) -> list[int | None]:
    """The oids of relations as the current search_path finds their quoted names; None for what is not there."""
    query = "SELECT pg_catalog.to_regclass(n.name)::pg_catalog.oid::pg_catalog.int8 "
    query += "FROM pg_catalog.unnest(%s::pg_catalog.text[]) AS n(name)"
    return [row[0] for row in connection.execute(query, (list(names),)).fetchall()]


@contextlib.contextmanager
def open_session(url: str, tenant: str | None = None) -> Iterator[Session]:
    """Connects; with `tenant`, for that schema of the database (`apply.tenant`).

    Raises DatabaseError where that fails, ApplyError where a pooler stands between.

    What the server refuses inside, and no one else explains, is a DatabaseError or PermissionDenied too.
    """
    from schemadiff.connect import connect, detect_pooler, explain

    connection = connect(url, autocommit=True)
    try:
        if detect_pooler(connection):
            hint = "give the URL of PostgreSQL itself: locks and transactions must stay in one session"
            raise ApplyError("a connection pooler stands between schemadiff and PostgreSQL", hint=hint)
        if tenant:
            for_tenant(connection, tenant)
        session = Session(url, connection, tenant)
        session.reset()
        yield session
    except psycopg.errors.InsufficientPrivilege as error:
        hint = "the role needs rights on the schema schemadiff and on its tables"
        raise PermissionDenied(error.diag.message_primary or str(error), hint=hint) from error
    except psycopg.Error as error:
        raise explain(error) from error
    finally:
        connection.close()
