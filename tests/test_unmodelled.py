"""What no kind models is reported, by any command that compares; --strict refuses."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from cli import run

from schemadiff.connect import connect
from schemadiff.core import codec, exit_codes
from schemadiff.core.fact import Unmodelled
from schemadiff.introspect import findings, reader
from schemadiff.introspect.unmodelled import CATALOGS, NO_OBJECTS, SINCE
from schemadiff.objects import KIND, KINDS

SCHEMA = """
CREATE TABLE s.t (id bigint PRIMARY KEY, a integer NOT NULL DEFAULT 1 CHECK (a > 0), g integer GENERATED ALWAYS AS (a + 1) STORED);
CREATE INDEX i ON s.t (a);
CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE INSERT ON s.t FOR EACH ROW EXECUTE FUNCTION s.f();
CREATE POLICY p ON s.t;
CREATE RULE r AS ON DELETE TO s.t DO INSTEAD NOTHING;
CREATE STATISTICS s.st ON a, id FROM s.t;
CREATE PUBLICATION pub FOR TABLE s.t;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR PUBLIC SERVER srv;
CREATE CAST (integer AS point) WITH FUNCTION s.p(integer);
CREATE TEXT SEARCH CONFIGURATION s.c (PARSER = pg_catalog.default);
CREATE EVENT TRIGGER et ON ddl_command_end EXECUTE FUNCTION s.e();
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
CREATE TABLE s.ranged (id bigint REFERENCES s.t, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE s.part PARTITION OF s.ranged DEFAULT;
CREATE TRIGGER tr AFTER INSERT ON s.ranged FOR EACH ROW EXECUTE FUNCTION s.f();
"""
FUNCTIONS = """
CREATE FUNCTION s.p(integer) RETURNS point LANGUAGE sql AS 'SELECT point($1, $1)';
CREATE FUNCTION s.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
"""
LACKS = {
    "trigger": ["trigger tr on s.ranged", "trigger tr on s.t"],
    "index": ["index s.i"],
    "policy": ["policy p on s.t"],
    "rule": ["rule r on s.t"],
    "default value": ["default value for s.t.a"],
    "table constraint": [
        "table constraint ranged_id_fkey on s.ranged",
        "table constraint ranged_pkey on s.ranged",
        "table constraint t_a_check on s.t",
        "table constraint t_pkey on s.t",
    ],
    "statistics object": ["statistics object s.st"],
    "publication": ["publication pub", "publication relation s.t in publication pub"],
    "user mapping": ["user mapping public on server srv"],
    "cast": ["cast (integer AS pg_catalog.point)"],
    "text search configuration": ["text search configuration s.c"],
    "event trigger": ["event trigger et"],
    "default privilege": ["default acl for role schemadiff_superuser on tables"],
}


@pytest.fixture(scope="module")
def filled(server):
    with server.database() as url, connect(url) as connection:
        connection.execute("CREATE SCHEMA s;" + FUNCTIONS + SCHEMA)
        yield connection


@contextmanager
def without_kind(monkeypatch, name):
    with monkeypatch.context() as patch:
        patch.setattr(reader, "KINDS", tuple(k for k in KINDS if k.name != name))
        yield


def names(snapshot):
    return [str(u) for u in snapshot.unmodelled]


def test_everything_is_modelled(filled):
    assert names(reader.read_snapshot(filled)) == []


@pytest.mark.parametrize("kind", LACKS)
def test_what_lacks_a_kind_is_named(filled, monkeypatch, kind):
    with without_kind(monkeypatch, kind):
        assert names(reader.read_snapshot(filled)) == LACKS[kind]


def test_temporary_objects_extensions_and_large_objects_are_none(fresh_database):
    with connect(fresh_database()) as connection, connect(connection.info.dsn) as other:
        connection.execute("SET search_path = public; CREATE EXTENSION hstore; CREATE EXTENSION pg_stat_statements")
        connection.execute("SELECT lo_create(0)")
        other.execute("CREATE TEMP TABLE t (id bigserial PRIMARY KEY, a integer CHECK (a > 0)); CREATE TEMP VIEW v AS SELECT * FROM t")
        assert names(reader.read_snapshot(connection)) == []
        assert names(reader.read_snapshot(other)) == []


def test_every_catalog_with_objects_is_probed(filled):
    found = filled.execute("""
        SELECT c.oid::int8, c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'oid'
        WHERE c.relnamespace = 11 AND c.relkind = 'r' AND c.oid < 16384 AND NOT c.relisshared""").fetchall()
    probed = {c: n for c, n in CATALOGS.items() if SINCE.get(c, 0) <= filled.info.server_version}
    assert {c: n for c, n in found if n not in NO_OBJECTS} == probed | {1418: "pg_user_mapping"}


def test_snapshots_keep_and_report_it(filled, monkeypatch):
    with without_kind(monkeypatch, "policy"):
        snapshot = reader.read_snapshot(filled)
    assert codec.decode(codec.encode(snapshot), KIND).unmodelled == snapshot.unmodelled == (Unmodelled("policy", None, "p on s.t"),)
    assert [(d.code, str(d.severity), d.object) for d in findings(snapshot)] == [("unmodelled", "warning", "policy p on s.t")]


def test_commands_warn_and_strict_refuses(tmp_path, fresh_database):
    url = fresh_database()
    with connect(url) as connection:
        connection.execute("CREATE TABLE public.t (a integer)")
        snapshot = reader.read_snapshot(connection)
    shape = json.loads(codec.encode(snapshot))
    shape["unmodelled"] = [["gadget", "s", "s.g"]]
    (tmp_path / "saved.json").write_text(json.dumps(shape))
    for command in (["schema", "inspect", "saved.json"], ["schema", "diff", "--from", url, "--to", "saved.json"]):
        done = run(*command, "--format", "json", cwd=tmp_path)
        assert (done.returncode, json.loads(done.stdout)["diagnostics"][0]["object"]) == (exit_codes.DONE, "gadget s.g")
        assert "warning: gadget s.g: schemadiff has no model of it" in done.stderr
        assert run(*command, "--strict", cwd=tmp_path).returncode == exit_codes.REFUSED
    (tmp_path / "schemadiff.toml").write_text('[schemadiff]\nexclude = ["s.*"]\n')
    assert run("schema", "inspect", "saved.json", "--strict", cwd=tmp_path).returncode == exit_codes.DONE
