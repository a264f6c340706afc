"""Snapshots from any source, the cache, translation between majors, and the proof."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemadiff.connect import connect
from schemadiff.core import codec
from schemadiff.core.errors import ProofError
from schemadiff.introspect import read_snapshot
from schemadiff.objects import KIND
from schemadiff.sources import cache, open_session
from schemadiff.sources.execute import run_plan
from schemadiff.verify import prove

SCHEMA = """
CREATE EXTENSION citext;
CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email citext NOT NULL, kind varchar(9) CHECK (kind IN ('a', 'b')));
CREATE VIEW emails AS SELECT id, email FROM users;
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    """Snapshots of other runs must not answer."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "snapshots")


@pytest.fixture
def schema(tmp_path):
    file = tmp_path / "schema.sql"
    file.write_text(SCHEMA)
    return file


def test_a_database_of_another_major_shows_no_difference(local15, schema):
    with local15.database() as url:
        with connect(url) as connection:
            connection.execute('SET search_path = "$user", public')
            connection.execute(SCHEMA.encode())
        with open_session("embedded", url) as session:
            assert session.plan(session.snapshot(url), session.snapshot(str(schema))).statements == ()


def test_an_unpinned_extension_has_no_version(schema):
    with open_session("embedded") as session:
        versions = {f.definition.version for f in session.snapshot(str(schema)).facts.values() if f.id.kind == "extension"}
        schema.write_text("CREATE EXTENSION citext VERSION '1.6';")
        pinned = {f.definition.version for f in session.snapshot(str(schema)).facts.values() if f.id.kind == "extension"}
    assert (versions, pinned) == ({None}, {"1.6"})


def test_the_cache_gives_the_same_snapshot(schema, tmp_path):
    with open_session("embedded") as session:
        made = session.snapshot(str(schema))
        assert len(list((tmp_path / "snapshots").iterdir())) == 1
        known = session.snapshot(str(schema))
    assert (known.facts, known.edges, known.fingerprint) == (made.facts, made.edges, made.fingerprint)


def test_a_snapshot_is_saved_and_read(schema, tmp_path):
    with open_session("embedded") as session:
        made = session.snapshot(str(schema))
        (tmp_path / "saved.json").write_text(codec.encode(made))
        assert session.plan(session.snapshot(str(tmp_path / "saved.json")), made).statements == ()
    assert codec.decode(codec.encode(made), KIND).facts == made.facts


def test_a_damaged_snapshot_is_told(tmp_path):
    with pytest.raises(ValueError, match="not a snapshot"):
        codec.decode('{"version": 0}', KIND)


def test_a_plan_is_proven_both_ways(schema):
    with open_session("embedded") as session:
        empty, desired = session.empty(), session.snapshot(str(schema))
        assert prove(session, empty, desired, session.plan(empty, desired)).dumped
        assert prove(session, desired, empty, session.plan(desired, empty)).dumped


def test_a_plan_that_lacks_a_statement_is_refused(schema):
    with open_session("embedded") as session:
        empty, desired = session.empty(), session.snapshot(str(schema))
        plan = session.plan(empty, desired)
        with pytest.raises(ProofError, match=r"missing: view public\.emails"):
            prove(session, empty, desired, replace(plan, statements=plan.statements[:-1]))


def test_a_plan_that_fails_is_refused(schema):
    with open_session("embedded") as session:
        empty, desired = session.empty(), session.snapshot(str(schema))
        plan = session.plan(empty, desired)
        with pytest.raises(ProofError, match="fails in scratch"):
            prove(session, empty, desired, replace(plan, statements=plan.statements[1:]))


def test_a_script_makes_an_equal_database(schema, server):
    with open_session("embedded") as session, server.database() as url, connect(url) as connection:
        desired = session.snapshot(str(schema))
        run_plan(connection, session.plan(session.empty(), desired), own=True)
        assert session.plan(read_snapshot(connection), desired).statements == ()
