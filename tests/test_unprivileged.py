"""Reading and comparing by roles that own nothing, or the schema only; what they may not see is said."""

from __future__ import annotations

import json

import pytest
from cli import run

from schemadiff.connect import connect
from schemadiff.core import exit_codes
from schemadiff.diff import plan
from schemadiff.introspect import Selection, findings, read_snapshot

SCHEMA = """
CREATE SCHEMA s;
CREATE TABLE s.t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer DEFAULT 1 CHECK (a > 0), b text);
CREATE INDEX ON s.t (lower(b)) WHERE a > 1;
CREATE VIEW s.v AS SELECT id, a FROM s.t;
CREATE MATERIALIZED VIEW s.m AS SELECT a FROM s.t;
CREATE FUNCTION s.f(x integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT x + 1; END;
CREATE STATISTICS s.st ON a, b FROM s.t;
CREATE TYPE s.mood AS ENUM ('a', 'b');
ALTER TABLE s.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON s.t USING (a = 1);
GRANT SELECT ON s.t TO PUBLIC;
COMMENT ON TABLE s.t IS 'secret plans';
"""
OF_SUPERUSERS = """
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE USER MAPPING FOR postgres SERVER srv OPTIONS (user 'x');
CREATE PUBLICATION pub FOR TABLE s.t;
CREATE SUBSCRIPTION sub CONNECTION 'host=nowhere' PUBLICATION pub WITH (connect = false);
"""


@pytest.fixture
def roles(server, fresh_database):
    """The URLs of one database for a superuser, the owner of its schema, and a role that owns nothing."""
    url = fresh_database()
    with connect(url) as connection:
        connection.execute("CREATE ROLE schema_owner LOGIN; CREATE ROLE nobody LOGIN")
        connection.execute("GRANT CREATE ON DATABASE " + connection.info.dbname + " TO schema_owner")
    owner, nobody = (url.replace("schemadiff_superuser@", f"{name}@") for name in ("schema_owner", "nobody"))
    with connect(owner) as connection:
        connection.execute(SCHEMA)
    yield url, owner, nobody
    with connect(url) as connection:
        connection.execute("DROP OWNED BY schema_owner, nobody CASCADE; DROP ROLE schema_owner, nobody")


def read(url):
    with connect(url) as connection:
        return read_snapshot(connection, Selection(default_owner="schema_owner"))


def test_whoever_reads_reads_the_same(roles):
    superuser, *others = map(read, roles)
    for other in others:
        assert (other.facts, other.edges, other.fingerprint) == (superuser.facts, superuser.edges, superuser.fingerprint)
        assert findings(other) == ()


def test_what_may_not_be_seen_is_said_and_no_difference(roles):
    with connect(roles[0]) as connection:
        connection.execute(OF_SUPERUSERS)
    superuser, *others = map(read, roles)
    for other in others:
        assert set(other.facts) == set(superuser.facts)
        assert plan(other, superuser).statements == plan(superuser, other).statements == ()
        assert [(d.code, d.object) for d in findings(other)] == [
            ("unseen", "subscription sub"),
            ("unseen", "user mapping srv.postgres"),
        ]
    assert findings(superuser) == ()


def test_the_owner_compares_and_migrates(roles, tmp_path):
    _, owner, _ = roles
    (tmp_path / "schema.sql").write_text(SCHEMA + "ALTER TABLE s.t ADD c integer; COMMENT ON COLUMN s.t.c IS 'new';")
    (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nschema = "schema.sql"\n[env.local]\nurl = "{owner}"\n')
    for command in (["migrate", "diff", "more"], ["migrate", "apply", "--auto-approve"]):
        done = run(*command, cwd=tmp_path)
        assert done.returncode == exit_codes.DONE, done.stderr
    done = run("schema", "diff", "--exit-code", "--strict", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (exit_codes.DONE, ""), done.stderr


def test_nobody_inspects_and_compares(roles, tmp_path):
    superuser, _, nobody = roles
    with connect(superuser) as connection:
        connection.execute(OF_SUPERUSERS)
    done = run("schema", "inspect", "--url", nobody, "--format", "json", cwd=tmp_path)
    assert done.returncode == exit_codes.DONE, done.stderr
    assert [d["code"] for d in json.loads(done.stdout)["diagnostics"]] == ["unseen", "unseen"]
    assert "warning: subscription sub: the role may not read its connection" in done.stderr
    assert run("schema", "diff", "--from", nobody, "--to", nobody, "--exit-code", cwd=tmp_path).returncode == exit_codes.DONE
    assert run("schema", "inspect", "--url", nobody, "--strict", cwd=tmp_path).returncode == exit_codes.REFUSED
    assert run("schema", "inspect", "--url", nobody, "--include", "roles", cwd=tmp_path).returncode == exit_codes.DONE
