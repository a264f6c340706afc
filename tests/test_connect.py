"""Connections: what is said when there is none, and that no password is."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from schemadiff.connect import connect, detect_pooler, explain, redact
from schemadiff.core.errors import DatabaseError, PermissionDenied, SqlError
from schemadiff.scratch.server import with_database

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemadiff.scratch import ScratchServer

SECRETS = [
    ("postgresql://u:hunter2@h:5432/db", "postgresql://u:***@h:5432/db"),
    ("postgresql://u:hunter2@h/db?sslpassword=hunter2&port=1", "postgresql://u:***@h/db?sslpassword=***&port=1"),
    ("postgresql:///db?password=hunter2", "postgresql:///db?password=***"),
    ("host=h password=hunter2 port=1", "host=h password=*** port=1"),
    (r"host=h password='hunter2 it\'s' port=1", "host=h password=*** port=1"),
    ("host=h sslpassword = hunter2", "host=h sslpassword = ***"),
    ("host=h password=two hunter2", "host=h password=***"),
    ("postgres://u:x@hunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:x/hunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:1/hunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:x?hunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:%zzhunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:%bbhunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u:x@@hunter2@h/db", "postgres://u:***@h/db"),
    ("postgres://u@h/db?password=x&hunter2", "postgres://u@h/db?password=***"),
    ("postgres://u@h/db?sslpassword=%bbhunter2", "postgres://u@h/db?sslpassword=***"),
]


@pytest.mark.parametrize(("url", "shown"), SECRETS, ids=[s for _, s in SECRETS])
def test_redaction(url, shown):
    assert redact(url) == shown


@pytest.mark.parametrize("url", ["postgresql://u@h:1/db?application_name=a@b", "host=h user=u", "postgresql:///x?host=/t"])
def test_what_has_no_password_stays(url):
    assert redact(url) == url


@pytest.mark.parametrize("url", [url for url, _ in SECRETS[7:]])
def test_malformed_urls_are_refused_without_their_password(url):
    with pytest.raises(DatabaseError) as caught:
        connect(url + ("&" if "?" in url.rpartition("@")[2] else "?") + "connect_timeout=2")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("url", ["", "nonsense", "postgresql://h/db?nonsense=1", "postgresql://h:port/db"])
def test_nonsense_is_a_database_error_with_a_hint(url):
    with pytest.raises(DatabaseError, match="hint:"):
        connect(url)


def test_server_down():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(DatabaseError, match=r"cannot be reached .*\n.*is PostgreSQL running") as caught:
            connect(f"postgresql://u:hunter2@127.0.0.1:{port}/db")
    assert "hunter2" not in str(caught.value)


def test_unknown_host():
    with pytest.raises(DatabaseError, match="host name is unknown"):
        connect("postgresql://u:hunter2@nowhere.invalid/db")


def test_missing_database_and_role(server: ScratchServer):
    with pytest.raises(DatabaseError, match=r"the database does not exist.*nowhere"):
        connect(server.url_for("nowhere"))
    with pytest.raises(DatabaseError, match="does not let this role in"):
        connect(server.url.replace("schemadiff_superuser@", "nobody_at_all@"))


def test_wrong_password(server: ScratchServer):
    with connect(server.url) as admin:
        hba = Path(admin.execute("SHOW hba_file").fetchone()[0])
        before = hba.read_text()
        try:
            admin.execute("CREATE ROLE careful LOGIN PASSWORD 'right'")
            hba.write_text("local all careful scram-sha-256\n" + before)
            admin.execute("SELECT pg_reload_conf()")
            right = server.url.replace("schemadiff_superuser@", "careful:right@")
            wrong = server.url.replace("schemadiff_superuser@", "careful:hunter2@")
            with pytest.raises(DatabaseError, match="does not accept the password") as caught:
                _until_refused(wrong)
            assert "hunter2" not in str(caught.value)
            connect(right).close()
        finally:
            hba.write_text(before)
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("DROP ROLE IF EXISTS careful")


def test_session_settings(fresh_database: Callable[[], str]):
    url = fresh_database()
    with connect(url, application="it's me") as connection:
        row = connection.execute("SELECT current_setting('search_path'), current_setting('application_name')").fetchone()
        assert row == ("pg_catalog, pg_temp", "it's me")
        assert connection.autocommit
        assert not detect_pooler(connection)
    with connect(url, autocommit=False) as connection:
        assert not connection.autocommit
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_explained_by_sqlstate(fresh_database: Callable[[], str]):
    with connect(fresh_database()) as connection:
        connection.execute("CREATE ROLE explained_guest")
        try:
            connection.execute("SET ROLE explained_guest")
            assert isinstance(_refusal(connection, "SELECT * FROM pg_authid"), PermissionDenied)
            connection.execute("RESET ROLE")
            assert isinstance(_refusal(connection, "SELEKT"), SqlError)
            connection.execute("SET statement_timeout = 20")
            slow = _refusal(connection, "SELECT pg_sleep(5)")
            assert isinstance(slow, DatabaseError)
            assert "statement_timeout" in str(slow)
            connection.execute("RESET statement_timeout")
        finally:
            connection.execute("RESET ROLE; DROP ROLE explained_guest")
        gone = _refusal(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
        assert isinstance(gone, DatabaseError)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u@h:1/a?sslmode=require", "postgresql://u@h:1/x%2Fy?sslmode=require"),
        ("postgresql:///a?host=/tmp&dbname=b", "postgresql:///x%2Fy?host=/tmp"),
        ("postgresql://u@h", "postgresql://u@h/x%2Fy"),
        ("host=h dbname=a", "dbname=x/y host=h"),
    ],
)
def test_another_database_of_the_server(url, expected):
    assert with_database(url, "x/y") == expected


def _refusal(connection, statement):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    return explain(caught.value)


def _until_refused(url):
    """The server reads its rules again a moment after it was told to."""
    for _ in range(200):
        connect(url).close()
        time.sleep(0.02)
