"""Every case, in both directions, on a real server: applied, read back, compared, dumped; rows are kept.

A case is `cases/<kind>/<case>/{old,new}.sql`. Beside them may stand `roles` (one name a line, made beforehand), `min_version`
(a major) and `xfail` or `xfail.back` (the reason of a known gap in that direction; it expires, being strict).
SCHEMADIFF_TEST_LOCAL=15 runs all of them on the PostgreSQL 15 of this machine, too.
"""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest
from rows import contents, filenodes, insert_rows, lineage

from schemadiff.connect import connect
from schemadiff.core.plan import HazardCode
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.objects import KINDS
from schemadiff.parser import create_role_stubs, load, parse, read_sources
from schemadiff.scratch import local, own_server
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

CASES = Path(__file__).parent / "cases"
LOCAL = [int(major) for major in os.environ.get("SCHEMADIFF_TEST_LOCAL", "").split(",") if major]
STARTS = {}
OF_SERVERS = {k.name.replace(" ", "_") for k in KINDS if k.include}  # tests/test_roles.py
DATA_FORBIDS = ("22", "23")  # data exception, integrity constraint violation: PostgreSQL documentation, appendix A


def directions():
    for case in sorted(p.parent for p in CASES.glob("*/*/new.sql") if p.parts[-3] not in OF_SERVERS):
        for back in (False, True):
            gap = case / ("xfail.back" if back else "xfail")
            marks = [pytest.mark.xfail(reason=gap.read_text().strip(), strict=True)] if gap.exists() else []
            yield pytest.param(case, back, marks=marks, id=f"{case.parent.name}/{case.name}-{'back' if back else 'forth'}")


@pytest.fixture(scope="session")
def locals_of_machine():
    return {}


@pytest.fixture(params=["embedded", *LOCAL])
def scratch(request, locals_of_machine):
    if request.param == "embedded":
        return request.getfixturevalue("server")
    if request.param not in locals_of_machine:
        binaries = local(request.param)
        if binaries is None:
            pytest.skip(f"PostgreSQL {request.param} is not installed")
        locals_of_machine[request.param] = own_server(binaries)
    return locals_of_machine[request.param]


def fill(connection, file):
    connection.execute('SET search_path = "$user", public')
    load(connection, parse(read_sources([file])), own=True)
    connection.execute("DISCARD ALL")


def hit(made, code, tables):
    """Whether a hazard of `made` says `code` of one of `tables` or of a part of it."""
    return any(h.code is code and h.object.path[:2] in tables for h in made.hazards)


def check_rows(before, after, above, made):
    """A table that is in both keeps its rows, and each row what its unchanged columns hold, unless the plan says otherwise."""
    for table, old in before.items():
        if table in after and not hit(made, HazardCode.DATA_LOSS, above[table]):
            common = [c for c in old.columns if c in after[table].columns]
            assert after[table].values(common) == old.values(common), f"rows of {table}"


def check_files(before, after, above, made):
    """A table that stays keeps its storage unless the plan says that PostgreSQL rewrites it."""
    for oid, (table, node) in before.items():
        if oid in after and after[oid][1] != node:
            assert hit(made, HazardCode.REWRITE, above[table]), f"{table} was rewritten, no hazard says so"


def migrate(connection, made):
    for statement in made.statements:
        try:
            connection.execute(statement.sql.encode())
        except psycopg.Error as error:
            error.add_note(f"the statement was: {statement.sql}")
            raise


def goal_of(scratch, file):
    """Snapshot and dump of `file`, which the other direction may just have started from."""
    if (scratch.url, file) in STARTS:
        return STARTS.pop((scratch.url, file))
    with scratch.database() as url, connect(url) as connection:
        fill(connection, file)
        return read_snapshot(connection), dump(scratch, url)


def judge(scratch, case, back, *, rows, plan=plan):
    start, goal = ("new.sql", "old.sql") if back else ("old.sql", "new.sql")
    with scratch.database() as a, connect(a) as current:
        if (case / "roles").exists():
            create_role_stubs(current, frozenset((case / "roles").read_text().split()))
        fill(current, case / start)
        want, wanted = goal_of(scratch, case / goal)
        have = read_snapshot(current)
        if not back:
            STARTS.clear()
            STARTS[scratch.url, case / start] = have, dump(scratch, a)
        made = plan(have, want)
        if rows:
            insert_rows(current)
        held, files, above = contents(current), filenodes(current), lineage(current)
        migrate(current, made)
        reached = read_snapshot(current)
        assert remaining(reached, want) == []
        assert plan(reached, want).statements == ()
        assert wanted is None or differences(dump(scratch, a), wanted) == []
        check_rows(held, contents(current), above, made)
        check_files(files, filenodes(current), above, made)


@pytest.mark.parametrize(("case", "back"), list(directions()))
def test_case(case, back, scratch):
    least = case / "min_version"
    if least.exists() and scratch.major < int(least.read_text()):
        pytest.skip(f"needs PostgreSQL {least.read_text().strip()}")
    try:
        judge(scratch, case, back, rows=True)
    except psycopg.Error as error:
        if (error.sqlstate or "")[:2] not in DATA_FORBIDS:
            raise
        judge(scratch, case, back, rows=False)
