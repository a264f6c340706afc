"""Security labels without a provider: rows written to pg_seclabel are read, and the plan says SECURITY LABEL."""

from __future__ import annotations

from schemadiff.connect import connect
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot

TABLES = """
CREATE SCHEMA s;
CREATE TABLE s.t (a integer, "B" integer);
CREATE FUNCTION s.f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
"""
LABEL = """
INSERT INTO pg_catalog.pg_seclabel (objoid, classoid, objsubid, provider, label) VALUES
('s.t'::regclass, 'pg_class'::regclass, 0, 'dummy', 'it''s classified'), ('s.t'::regclass, 'pg_class'::regclass, 2, 'dummy', 'secret'),
('s.f(integer)'::regprocedure, 'pg_proc'::regclass, 0, 'Other', 'x')
"""
MADE = [
    "SECURITY LABEL FOR \"Other\" ON FUNCTION s.f(integer) IS 'x'",
    "SECURITY LABEL FOR dummy ON COLUMN s.t.\"B\" IS 'secret'",
    "SECURITY LABEL FOR dummy ON TABLE s.t IS 'it''s classified'",
]
CHANGED = "SECURITY LABEL FOR dummy ON COLUMN s.t.\"B\" IS 'top secret'"


def sql(made):
    return sorted(s.sql for s in made.statements)


def test_labels_are_read_and_planned(server):
    with server.database() as url, connect(url) as connection:
        connection.execute(TABLES)
        bare = read_snapshot(connection)
        connection.execute("SET allow_system_table_mods = on")
        connection.execute(LABEL)
        labelled = read_snapshot(connection)
        connection.execute("UPDATE pg_catalog.pg_seclabel SET label = 'top secret' WHERE objsubid = 2")
        changed = read_snapshot(connection)
    assert sql(plan(bare, labelled)) == MADE
    assert sql(plan(labelled, bare)) == [s.rpartition(" IS ")[0] + " IS NULL" for s in MADE]
    assert sql(plan(labelled, changed)) == [CHANGED]
