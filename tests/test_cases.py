"""Every case, in both directions, on a real server: applied, read back, compared, dumped; rows are kept.

A case is `cases/<kind>/<case>/{old,new}.sql`. Beside them may stand `roles` (one name a line, made beforehand), `min_version`
(a major) and `xfail` or `xfail.back` (the reason of a known gap in that direction; it expires, being strict).
SCHEMADIFF_TEST_MAJORS says on which major versions they run (tests/majors.py).
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from judging import check_files, check_rows, data_forbids, migrate
from majors import SAMPLED
from rows import contents, filenodes, insert_rows, lineage

from schemadiff.connect import connect
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot
from schemadiff.objects import KINDS
from schemadiff.parser import create_role_stubs, load, parse, read_sources
from schemadiff.verify.oracle import differences, dump
from schemadiff.verify.proof import remaining

CASES = Path(__file__).parent / "cases"
STARTS = {}
OF_SERVERS = {k.name.replace(" ", "_") for k in KINDS if k.include}  # tests/test_roles.py


def directions():
    for case in sorted(p.parent for p in CASES.glob("*/*/new.sql") if p.parts[-3] not in OF_SERVERS):
        for back in (False, True):
            gap = case / ("xfail.back" if back else "xfail")
            marks = [pytest.mark.xfail(reason=gap.read_text().strip(), strict=True)] if gap.exists() else []
            yield pytest.param(case, back, marks=marks, id=f"{case.parent.name}/{case.name}-{'back' if back else 'forth'}")


def fill(connection, file):
    connection.execute('SET search_path = "$user", public')
    load(connection, parse(read_sources([file])), own=True)
    connection.execute("DISCARD ALL")


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


def judge_case(case, back, scratch):
    least = case / "min_version"
    if least.exists() and scratch.major < int(least.read_text()):
        pytest.skip(f"needs PostgreSQL {least.read_text().strip()}")
    try:
        judge(scratch, case, back, rows=True)
    except psycopg.Error as error:
        if not data_forbids(error):
            raise
        judge(scratch, case, back, rows=False)


@pytest.mark.parametrize(("case", "back"), list(directions()))
def test_case(case, back, scratch):
    judge_case(case, back, scratch)


@pytest.mark.parametrize("scratch", sorted(SAMPLED), indirect=True)
@pytest.mark.parametrize(("case", "back"), list(directions())[::4])
def test_case_of_the_sample(case, back, scratch):
    judge_case(case, back, scratch)
