"""The bench measures what it says, and what makes reading fast leaves the session as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemadiff.connect import connect
from schemadiff.core.fact import EdgeType
from schemadiff.core.identity import ObjectId
from schemadiff.diff import create_script
from schemadiff.introspect import read_snapshot
from schemadiff.introspect.kind_rows import may_be_list

BENCH = Path(__file__).parents[1] / "bench"
TEXT, TEXT_ARRAY, INTEGER, JSONB, UNKNOWN = 25, 1009, 23, 3802, 99_999_999


@pytest.fixture
def url(fresh_database):
    """A database with 20 of the bench's tables, which have more than 100 columns."""
    url = fresh_database()
    sql = subprocess.run([sys.executable, BENCH / "generate.py", "--tables", "20"], capture_output=True, text=True, check=True).stdout
    with connect(url) as connection:
        connection.execute("SET search_path = public")
        connection.execute(sql)
    return url


def differences(url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, BENCH / "growth.py", url], capture_output=True, text=True, check=False)


def test_a_hundred_differences_are_planned(url):
    done = differences(url)
    assert done.returncode == 0, done.stderr
    wall, cpu = map(float, done.stdout.split())
    assert 0 < wall < 60
    assert 0 < cpu < 60
    # All are there by now, so that a second run has none to find.
    again = differences(url)
    assert again.returncode == 1
    assert "0 differences" in again.stderr


def test_reading_leaves_settings_alone(url):
    with connect(url) as connection:
        connection.execute("SET jit = on")
        read_snapshot(connection)
        assert connection.execute("SHOW jit").fetchone() == ("on",)


def test_a_snapshot_of_many_tables_is_whole(url):
    with connect(url) as connection:
        snapshot = read_snapshot(connection)
    assert len(snapshot.by_kind["table"]) == 20
    assert len(snapshot.by_kind["view"]) == 2
    assert snapshot.unmodelled == ()
    key = ObjectId("table constraint", ("public", "table_00007", "table_00007_parent_id_fkey"))
    assert {e.target.kind for e in snapshot.outgoing[key]} == {"table column", "table constraint"}
    assert all(e.type in EdgeType for e in snapshot.edges)
    made = [s.sql for s in create_script(snapshot).statements]
    assert sum(sql.startswith("CREATE TABLE ") for sql in made) == 20
    assert sum(" ADD CONSTRAINT " in sql or "\n    ADD CONSTRAINT " in sql for sql in made) == 19


def test_which_columns_may_hold_lists():
    assert [may_be_list(oid) for oid in (TEXT, INTEGER, TEXT_ARRAY, JSONB, UNKNOWN)] == [False, False, True, True, True]
