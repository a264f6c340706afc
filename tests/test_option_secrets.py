"""Secrets of foreign objects and subscriptions: never read, unless one asks for them; never written into a file."""

from __future__ import annotations

import json

import pytest
from cli import run

from schemadiff.core import exit_codes

SCHEMA = """
CREATE FOREIGN DATA WRAPPER w OPTIONS (api_key 'k-e-y');
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', password 'w-o-r-d');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS ("user" 'u', password 'it''s, a=b');
CREATE FOREIGN TABLE t (id integer) SERVER s OPTIONS (schema_name 'x', token 't-o-k');
CREATE SUBSCRIPTION feed CONNECTION 'host=h password=p-w' PUBLICATION p WITH (connect = false, enabled = false, slot_name = NONE);
"""
SECRETS = ("k-e-y", "w-o-r-d", "it''s, a=b", "t-o-k", "p-w")


@pytest.fixture
def schema(tmp_path):
    path = tmp_path / "database" / "schema" / "schema.sql"
    path.parent.mkdir(parents=True)
    path.write_text(SCHEMA)
    (tmp_path / "empty.sql").write_text("-- nothing\n")
    return path


def test_they_are_left_out_and_that_is_said(tmp_path, schema):
    done = run("schema", "diff", "--from", "empty.sql", "--to", str(schema), cwd=tmp_path)
    assert not any(s in done.stdout + done.stderr for s in SECRETS)
    assert "is made without password: secrets" in done.stderr
    assert "--include secrets" in done.stderr


def test_they_come_where_they_are_asked_for(tmp_path, schema, fresh_database):
    url = fresh_database()
    command = ("--include", "secrets", "--url", url)
    assert run(*command, "schema", "apply", "--auto-approve", cwd=tmp_path).returncode == exit_codes.DONE
    shown = run(*command, "schema", "inspect", url, cwd=tmp_path)
    assert all(s in shown.stdout for s in SECRETS)
    again = run(*command, "schema", "diff", "--from", url, "--to", str(schema), "--exit-code", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (exit_codes.DONE, "")
    schema.write_text(SCHEMA.replace("w-o-r-d", "o-t-h-e-r"))
    changed = run(*command, "schema", "diff", "--from", url, "--to", str(schema), cwd=tmp_path)
    assert changed.stdout == "ALTER SERVER s OPTIONS (SET password 'o-t-h-e-r');\n"
    without = run("schema", "inspect", url, "--format", "json", cwd=tmp_path)
    assert not any(s in without.stdout for s in SECRETS)
    assert json.loads(without.stdout)["facts"]


@pytest.mark.parametrize("command", [("migrate", "diff"), ("migrate", "checkpoint"), ("schema", "inspect", "empty.sql", "--split", "d")])
def test_they_go_into_no_file(tmp_path, schema, command):
    done = run("--include", "secrets", *command, cwd=tmp_path)
    assert done.returncode == exit_codes.USAGE
    assert "secrets never go into a file" in done.stderr
    assert not list(tmp_path.rglob("*.down.sql"))
