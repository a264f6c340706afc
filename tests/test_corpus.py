"""Pairs of schemas that others wrote, kept elsewhere: SCHEMADIFF_TEST_CORPUS=FOLDER with any depth of `<pair>/{old,new}.sql`.

Each is judged as a case is, in both directions: reached, pg_dump agrees, rows are kept, and a table that stays keeps its relfilenode
unless the plan says that PostgreSQL rewrites it. Each file goes through every format of `schema inspect` and back.
A file that PostgreSQL does not load is skipped.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_cases import judge_case
from test_round_trip import there_and_back

from schemadiff.core.errors import SqlError

FOLDER = os.environ.get("SCHEMADIFF_TEST_CORPUS")
pytestmark = pytest.mark.skipif(not FOLDER, reason="SCHEMADIFF_TEST_CORPUS names no folder")


def pairs():
    root = Path(FOLDER or "/nowhere")
    yield from ((new.parent, str(new.parent.relative_to(root))) for new in sorted(root.rglob("new.sql") if FOLDER else ()))


def directions():
    for pair, name in pairs():
        for back in (False, True):
            yield pytest.param(pair, back, id=f"{name}-{'back' if back else 'forth'}")


def files():
    """Each text once: many pairs start from the same schema."""
    seen = set()
    for pair, name in pairs():
        for file in ("old.sql", "new.sql"):
            text = (pair / file).read_bytes()
            if text not in seen:
                yield pytest.param(pair / file, id=f"{name}/{file}")
            seen.add(text)


@pytest.mark.parametrize(("pair", "back"), list(directions()))
def test_pair(pair, back, scratch):
    try:
        judge_case(pair, back, scratch)
    except SqlError as error:
        pytest.skip(f"PostgreSQL does not load it: {error}")


@pytest.mark.parametrize("file", list(files()))
def test_formats(file, scratch, tmp_path):
    try:
        there_and_back(scratch, file, tmp_path)
    except SqlError as error:
        pytest.skip(f"PostgreSQL does not load it: {error}")
