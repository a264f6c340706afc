"""Applying in several processes: two at once, interrupted, killed."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import psycopg
import pytest
from applying import attempts, child, execute, folder_of, rows, running, until, versions

from schemadiff.apply import apply
from schemadiff.core.errors import ApplyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SLOW = "CREATE TABLE a (id int);\nSELECT pg_sleep(60);\nCREATE TABLE b (id int);"


@pytest.fixture
def url(fresh_database: Callable[[], str]) -> str:
    return fresh_database()


def locks(url: str) -> int:
    return int(rows(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                         "(SELECT oid FROM pg_database WHERE datname = current_database())")[0][0])  # fmt: skip


def test_two_appliers_at_once(url: str, tmp_path: Path) -> None:
    folder_of(tmp_path, {"1_a.sql": SLOW.replace("60", "1"), "2_c.sql": "CREATE TABLE c (id int);"})
    both = [child(url, tmp_path) for _ in range(2)]
    outputs = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], outputs
    assert sorted(out.strip() for out, _ in outputs) == ["0", "2"]
    assert versions(url) == ["1", "2"]
    assert attempts(url) == [("done", None)] * 2


def test_ctrl_c_in_the_middle(url: str, tmp_path: Path) -> None:
    folder_of(tmp_path, {"1_a.sql": SLOW})
    process = child(url, tmp_path)
    until(lambda: running(url, "pg_sleep"))
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors
    assert attempts(url) == [("interrupted", None)]
    assert rows(url, "SELECT to_regclass('a')") == [(None,)]
    assert not running(url, "pg_sleep")
    assert len(apply(url, folder_of(tmp_path, {"1_a.sql": SLOW.replace("60", "0")})).done) == 1


def test_killed_in_the_middle_of_a_transaction(url: str, tmp_path: Path) -> None:
    folder_of(tmp_path, {"0_z.sql": "CREATE TABLE z (id int);", "1_a.sql": SLOW})
    process = child(url, tmp_path)
    until(lambda: running(url, "pg_sleep"))
    process.kill()
    process.communicate(timeout=20)
    # The server notices by client_connection_check_interval, though the statement would run for a minute.
    until(lambda: locks(url) == 0)
    assert versions(url) == ["0"]
    folder = folder_of(tmp_path, {"1_a.sql": SLOW.replace("60", "0")})
    assert [d.version for d in apply(url, folder).done] == ["1"]
    assert attempts(url) == [("done", None), ("lost", None), ("done", None)]


def test_killed_while_an_index_is_built(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int)", "INSERT INTO a SELECT generate_series(1, 10)",
            "CREATE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE plpgsql "
            "AS 'BEGIN PERFORM pg_sleep(5); RETURN $1; END'")  # fmt: skip
    text = "CREATE INDEX CONCURRENTLY a_slow ON a (slow(id));\n-- schemadiff: transaction\nCREATE TABLE b (id int);"
    folder = folder_of(tmp_path, {"1_a.sql": "-- schemadiff: no-transaction\n" + text})
    process = child(url, tmp_path)
    until(lambda: running(url, "CREATE INDEX") and bool(rows(url, "SELECT to_regclass('a_slow')")[0][0]))
    process.kill()
    process.communicate(timeout=20)
    until(lambda: locks(url) == 0)
    assert rows(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_slow'::regclass") == [(False,)]
    execute(url, "CREATE OR REPLACE FUNCTION slow(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'")
    assert [d.version for d in apply(url, folder).done] == ["1"]
    assert rows(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_slow'::regclass") == [(True,)]
    assert attempts(url) == [("lost", None), ("done", None), ("done", None)]


def test_killed_while_a_partition_is_detached(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE p (k int) PARTITION BY LIST (k)", "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)")
    folder = folder_of(tmp_path, {"1_a.sql": "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;"})
    pending = "SELECT inhdetachpending FROM pg_inherits"
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM p")
        process = child(url, tmp_path)
        until(lambda: rows(url, pending) == [(True,)])
        process.kill()
        process.communicate(timeout=20)
        until(lambda: locks(url) == 0)
    assert [d.version for d in apply(url, folder).done] == ["1"]
    assert rows(url, pending) == []


def test_a_block_whose_end_is_unknown_is_not_run_twice(url: str, tmp_path: Path) -> None:
    execute(url, "CREATE TABLE a (id int)")
    text = "-- schemadiff: no-transaction\nDO 'BEGIN INSERT INTO a VALUES (1); COMMIT; PERFORM pg_sleep(60); END';"
    folder = folder_of(tmp_path, {"1_a.sql": text})
    process = child(url, tmp_path)
    until(lambda: running(url, "pg_sleep"))
    process.kill()
    process.communicate(timeout=20)
    until(lambda: locks(url) == 0)
    for _ in range(2):
        with pytest.raises(ApplyError, match="its session ended without an answer"):
            apply(url, folder)
    assert rows(url, "SELECT count(*) FROM a") == [(1,)]
    folder = folder_of(tmp_path, {"1_a.sql": "SELECT 1;"})
    assert len(apply(url, folder).done) == 1
