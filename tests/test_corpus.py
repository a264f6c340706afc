"""Pairs of schemas that others wrote, kept elsewhere: SCHEMADIFF_TEST_CORPUS=FOLDER with any depth of `<pair>/{old,new}.sql`.

Each is judged as a case is, in both directions: reached, pg_dump agrees, rows are kept, and a table that stays keeps its relfilenode
unless the plan says that PostgreSQL rewrites it. A file that PostgreSQL does not load is skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_cases import judge_case

from schemadiff.core.errors import SqlError

FOLDER = os.environ.get("SCHEMADIFF_TEST_CORPUS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="SCHEMADIFF_TEST_CORPUS names no folder")


def pairs():
    root = Path(FOLDER or "/nowhere")
    for new in sorted(root.rglob("new.sql")) if FOLDER else ():
        for back in (False, True):
            yield pytest.param(new.parent, back, id=f"{new.parent.relative_to(root)}-{'back' if back else 'forth'}")


@pytest.mark.parametrize(("pair", "back"), list(pairs()))
def test_pair(pair, back, scratch):
    try:
        judge_case(pair, back, scratch)
    except SqlError as error:
        pytest.skip(f"PostgreSQL does not load it: {error}")
