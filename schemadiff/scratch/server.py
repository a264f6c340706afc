"""A server on which temporary databases are made."""

from __future__ import annotations

import logging
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from schemadiff.connect import connect, explain
from schemadiff.core.errors import SchemadiffError, ScratchError
from schemadiff.scratch.guard import ORDINARY, open_guarded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PREFIX = "schemadiff_"
_STRATEGY_SINCE = 150000
_FORCE_SINCE = 130000
_SUBSCRIPTIONS = """SELECT s.subname FROM pg_catalog.pg_subscription s
    JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = %s"""
_SLOTS = """SELECT pg_catalog.pg_drop_replication_slot(slot_name)
    FROM pg_catalog.pg_replication_slots WHERE database = %s AND NOT active"""
_ROLES = r"SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= 16384 AND rolname !~ '^pg_'"
_log = logging.getLogger("schemadiff.scratch")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScratchServer:
    """`url` is the maintenance database; `own`: schemadiff started it, roles may be made; `bin`: its programs.

    `guarded`: schemas are loaded as an ordinary role there, `url` is the superuser's.
    """

    url: str
    version: int
    own: bool
    superuser: bool
    bin: Path | None = None
    guarded: bool = False

    @property
    def major(self) -> int:
        """The major version: 18 for 180006."""
        return self.version // 10000

    def url_for(self, dbname: str) -> str:
        """The URL of another database of the server."""
        return with_database(self.url, dbname)

    @contextmanager
    def database(self, prefix: str = PREFIX) -> Iterator[str]:
        """The URL of a new empty database, dropped at the end. Raises ScratchError where it cannot be made."""
        name = prefix + secrets.token_hex(8)
        self._create(name)
        try:
            yield self.url_for(name)
        finally:
            try:
                self.drop(name)
            except (psycopg.Error, SchemadiffError) as error:
                # What happened inside the block matters more.
                _log.warning("temporary database %s was not dropped: %s", name, error)

    @contextmanager
    def connection(self, url: str) -> Iterator[psycopg.Connection[Any]]:
        """A connection for SQL of a schema to a scratch database of the server. Raises DatabaseError."""
        with open_guarded(url) if self.guarded else connect(url) as connection:
            yield connection

    def _create(self, name: str) -> None:
        strategy = " STRATEGY file_copy" if self.own and self.version >= _STRATEGY_SINCE else ""
        owner = f" OWNER {ORDINARY}" if self.guarded else ""
        create = sql.SQL("CREATE DATABASE {}" + owner + " TEMPLATE template0 ENCODING 'UTF8'" + strategy)
        with connect(self.url) as connection:
            try:
                connection.execute(create.format(sql.Identifier(name)))
            except psycopg.errors.InsufficientPrivilege:
                raise ScratchError("the role may not create databases", hint=CREATEDB_HINT) from None
            except psycopg.Error as error:
                raise ScratchError(f"no temporary database: {explain(error)}") from None

    def drop_roles(self) -> None:
        """Drops all roles but the server's own. Raises psycopg.Error where one is in use: only for servers of our own."""
        with connect(self.url) as connection:
            roles = [row[0] for row in connection.execute(_ROLES)]
            if roles:
                named = sql.SQL(", ").join(map(sql.Identifier, roles))
                connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(named))
                connection.execute(sql.SQL("DROP ROLE {}").format(named))

    def drop(self, name: str) -> None:
        """Drops a database, whoever uses it."""
        with connect(self.url) as connection:
            self._release(connection, name)
            if self.version >= _FORCE_SINCE:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
                return
            end = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = %s"
            connection.execute(end, (name,))
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _release(self, connection: psycopg.Connection[Any], name: str) -> None:
        """Subscriptions and replication slots keep a database from being dropped."""
        subscriptions = connection.execute(_SUBSCRIPTIONS, (name,)).fetchall()
        if subscriptions:
            with connect(self.url_for(name)) as inside:
                for (subscription,) in subscriptions:
                    for change in ("ALTER {} DISABLE", "ALTER {} SET (slot_name = NONE)", "DROP {}"):
                        named = sql.SQL("SUBSCRIPTION {}").format(sql.Identifier(subscription))
                        inside.execute(sql.SQL(change).format(named))
        if self.superuser:
            connection.execute(_SLOTS, (name,))


CREATEDB_HINT = "ALTER ROLE … CREATEDB, or use the embedded server: --dev-url embedded"


def open_server(url: str, *, own: bool, bin: Path | None = None, guarded: bool = False) -> ScratchServer:  # noqa: A002
    """The server behind `url`. Raises DatabaseError; ScratchError where the role may not create databases."""
    query = "SELECT rolsuper, rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user"
    with connect(url) as connection:
        row = connection.execute(query).fetchone()
        version = connection.info.server_version
    superuser, creates = (bool(row[0]), bool(row[1])) if row else (False, False)
    if not superuser and not creates:
        raise ScratchError("the role of the scratch server may not create databases", hint=CREATEDB_HINT)
    return ScratchServer(url=url, version=version, own=own, superuser=superuser, bin=bin, guarded=guarded)


def with_database(url: str, dbname: str) -> str:
    """The connection string with another database name."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return make_conninfo(url, dbname=dbname)
    where, _, query = rest.partition("?")
    settings = [s for s in query.split("&") if s and not s.startswith("dbname=")]
    authority = where.partition("/")[0]
    return f"{scheme}://{authority}/{quote(dbname, safe='')}" + ("?" + "&".join(settings) if settings else "")
