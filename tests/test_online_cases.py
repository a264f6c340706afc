"""Cases once more, with lock-safe steps for every table. A sample of them; SCHEMADIFF_TEST_ONLINE=all runs all (task test:online)."""

from __future__ import annotations

import os
from functools import partial

import psycopg
import pytest
from judging import data_forbids
from test_cases import directions, judge

from schemadiff.core.busy import EVERY
from schemadiff.online import plan

KINDS = ("index", "table_constraint", "partition", "index_attachment")
EACH = 1 if os.environ.get("SCHEMADIFF_TEST_ONLINE") == "all" else 3


def sample():
    found = list(directions())
    return found if EACH == 1 else [p for p in found if p.id.partition("/")[0] in KINDS][::EACH]


@pytest.mark.parametrize(("case", "back"), sample())
def test_case_online(case, back, scratch):
    least = case / "min_version"
    if least.exists() and scratch.major < int(least.read_text()):
        pytest.skip(f"needs PostgreSQL {least.read_text().strip()}")
    always = partial(plan, busy=EVERY)
    try:
        judge(scratch, case, back, rows=True, plan=always)
    except psycopg.Error as error:
        if not data_forbids(error):
            raise
        judge(scratch, case, back, rows=False, plan=always)
