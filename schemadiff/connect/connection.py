"""Opening a connection."""

from __future__ import annotations

import re
from typing import Any, TypeVar, overload

import psycopg
from psycopg.conninfo import conninfo_to_dict

from schemadiff.connect.failures import explain, unreachable
from schemadiff.connect.redaction import is_url, redact
from schemadiff.core.errors import DatabaseError

TIMEOUT = 10
# A server or network that is gone without a word is noticed after 25 s, not after the two hours that systems wait by
# default (documentation, 34.1.2 "Parameter Key Words"; tcp_user_timeout is in milliseconds).
_KEEPALIVES = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25000,
}
_MALFORMED_HINT = "postgresql://user:password@host:5432/database, with @ : / ? # % & in a password as %40 %3A %2F %3F %23 %25 %26"


Kind = TypeVar("Kind", bound=psycopg.Connection[Any])


@overload
def connect(url: str, *, application: str = ..., autocommit: bool = ...) -> psycopg.Connection[Any]: ...


@overload
def connect(url: str, *, application: str = ..., autocommit: bool = ..., kind: type[Kind]) -> Kind: ...


def connect(
    url: str, *, application: str = "schemadiff", autocommit: bool = True, kind: type[psycopg.Connection[Any]] = psycopg.Connection
) -> psycopg.Connection[Any]:
    """A connection, of a class of its own where `kind` names it, with `search_path = pg_catalog, pg_temp`.

    Raises DatabaseError, which never shows a password.
    """
    settings = settings_of(url)
    settings.setdefault("connect_timeout", TIMEOUT)
    settings.setdefault("application_name", application)
    settings = {**_KEEPALIVES, **settings}
    try:
        connection = kind.connect(**settings, autocommit=True)
    except psycopg.Error as error:
        raise unreachable(error, settings) from None
    except UnicodeError:
        raise _malformed(url) from None
    try:
        # A statement, not a startup option: poolers refuse those.
        connection.execute("SET search_path = pg_catalog, pg_temp")
        connection.autocommit = autocommit
    except psycopg.Error as error:
        connection.close()
        raise explain(error) from None
    except BaseException:
        connection.close()
        raise
    return connection


def settings_of(url: str) -> dict[str, Any]:
    """What the connection string says. Raises DatabaseError where it is none, without the password.

    A password with raw @ or / makes nonsense of the host, port or database.
    """
    if not url.strip():
        raise DatabaseError("the database URL is empty", hint="postgresql://user@host:5432/database")
    try:
        settings: dict[str, Any] = dict(conninfo_to_dict(url))
    except (psycopg.Error, UnicodeError):
        raise _malformed(url) from None
    ports = str(settings.get("port") or "").split(",")
    if any(p and not p.strip().isdecimal() for p in ports):
        raise _malformed(url)
    if is_url(url) and _looks_torn(url, settings):
        raise _malformed(url)
    return settings


def _looks_torn(url: str, settings: dict[str, Any]) -> bool:
    """Did a raw @, / or ? in the password end it too early?"""
    host, database = str(settings.get("host") or ""), str(settings.get("dbname") or "")
    socket = host.startswith(("/", "@"))
    # libpq takes what follows a second @ for the host, even for a socket's name.
    twice = re.split("[/?]", url.partition("://")[2], maxsplit=1)[0].count("@") > 1
    return twice or ("@" in host and not socket) or ("@" in database and "@" in url.partition("://")[2].partition("/")[2])


def _malformed(url: str) -> DatabaseError:
    return DatabaseError(f"not a connection string that PostgreSQL understands: {redact(url)}", hint=_MALFORMED_HINT)
