"""Every case, in both directions, on a real server: applied, read back, compared, dumped; rows are kept."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from schemadiff.connect import connect
from schemadiff.core.plan import HazardCode
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.parser import create_role_stubs, load, parse, read_sources
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

CASES = Path(__file__).parent / "cases"
DIRECTIONS = [(case, back) for case in sorted(p.parent for p in CASES.glob("*/*/new.sql")) for back in (False, True)]
TABLES = """
SELECT c.oid, c.oid::regclass::text, c.relfilenode FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY c.oid
"""
LOST_ROWS = {HazardCode.DATA_LOSS}


@pytest.fixture(params=["embedded", "15"])
def scratch(request):
    return request.getfixturevalue("server" if request.param == "embedded" else "local15")


def name_of(value):
    return f"{value.parent.name}/{value.name}" if isinstance(value, Path) else ("back" if value else "forth")


def fill(connection, file):
    connection.execute('SET search_path = "$user", public')
    load(connection, parse(read_sources([file])), own=True)
    connection.execute("DISCARD ALL")


def insert_rows(connection):
    """One row for each table that takes one of nothing but defaults."""
    for _, name, _ in connection.execute(TABLES).fetchall():
        try:
            connection.execute(f"INSERT INTO {name} DEFAULT VALUES")
        except psycopg.errors.IntegrityError:
            continue


def counts(connection):
    return {name: connection.execute(f"SELECT count(*) FROM ONLY {name}").fetchone()[0] for _, name, _ in connection.execute(TABLES)}


def filenodes(connection):
    return {oid: (name, node) for oid, name, node in connection.execute(TABLES)}


def check_rows(before, after, made):
    lost = [n for n, count in before.items() if n in after and after[n] < count]
    assert not lost or LOST_ROWS & {h.code for h in made.hazards}


def check_files(before, after, made):
    """A table that stays keeps its storage unless the plan says that PostgreSQL rewrites it."""
    rewritten = [name for oid, (name, node) in before.items() if oid in after and after[oid][1] != node]
    assert not rewritten or HazardCode.REWRITE in {h.code for h in made.hazards}, rewritten


@pytest.mark.parametrize(("case", "back"), DIRECTIONS, ids=name_of)
def test_case(case, back, scratch):
    start, goal = ("new.sql", "old.sql") if back else ("old.sql", "new.sql")
    with scratch.database() as a, scratch.database() as b, connect(a) as current, connect(b) as desired:
        if (case / "roles").exists():
            create_role_stubs(current, frozenset((case / "roles").read_text().split()))
        fill(current, case / start)
        fill(desired, case / goal)
        want = read_snapshot(desired)
        made = plan(read_snapshot(current), want)
        if not any("NOT NULL" in s.sql or "CHECK" in s.sql or "UNIQUE" in s.sql or "KEY" in s.sql for s in made.statements):
            insert_rows(current)
        rows, files = counts(current), filenodes(current)
        for statement in made.statements:
            current.execute(statement.sql.encode())
        reached = read_snapshot(current)
        assert remaining(reached, want) == []
        assert plan(reached, want).statements == ()
        assert differences(dump(scratch, a), dump(scratch, b)) == []
        check_rows(rows, counts(current), made)
        check_files(files, filenodes(current), made)
