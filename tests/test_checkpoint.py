"""Checkpoints: written from the folder, applied to empty databases only, and passed over everywhere else."""

from __future__ import annotations

import json

import pytest
from applying import execute, folder_of, rows, versions
from cli import run

from schemadiff.core import exit_codes
from schemadiff.migration import Folder

FILES = {
    "1_a.sql": "CREATE TABLE a (id int PRIMARY KEY);",
    "2_b.sql": "ALTER TABLE a ADD b text; CREATE TABLE t (i int); INSERT INTO t VALUES (1);",
}
SCHEMA = "CREATE TABLE a (id int PRIMARY KEY, b text); CREATE TABLE t (i int);"


@pytest.fixture
def project(tmp_path):
    folder_of(tmp_path / "m", FILES)
    (tmp_path / "schema.sql").write_text(SCHEMA)
    (tmp_path / "schemadiff.toml").write_text(
        '[schemadiff]\nschema = "schema.sql"\nmigrations = "m"\ndev = "target"\n[env.local]\nurl = "${DB}"\n'
    )
    return tmp_path


def cli(project, url, *arguments, code=exit_codes.DONE):
    done = run(*arguments, cwd=project, env={"DB": url})
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def states(project, url):
    return {e["version"]: e["state"] for e in json.loads(cli(project, url, "--format", "json", "migrate", "status"))["entries"]}


def test_the_whole_road(project, fresh_database):
    old, empty, filled = fresh_database(), fresh_database(), fresh_database()
    cli(project, old, "migrate", "apply", "1", "--auto-approve")
    data = json.loads(cli(project, empty, "--format", "json", "migrate", "checkpoint"))
    version = data["version"]
    assert data["rows"] == ["public.t"]
    assert "-- schemadiff: checkpoint\n" in (project / f"m/{version}_checkpoint.sql").read_text()
    cli(project, empty, "migrate", "validate")
    later = str(int(version) + 1)
    folder_of(project / "m", {f"{later}_c.sql": "ALTER TABLE a ADD c int;", f"{later}_c.down.sql": "ALTER TABLE a DROP c;"})
    (project / "schema.sql").write_text(SCHEMA.replace("b text", "b text, c int"))

    assert states(project, old) == {"1": "applied", "2": "pending", version: "skipped", later: "pending"}
    assert states(project, empty) == {"1": "skipped", "2": "skipped", version: "pending", later: "pending"}
    assert "version 2 is passed over" in cli(project, empty, "migrate", "apply", "--to", "2", "--auto-approve", code=exit_codes.USAGE)
    for url in (old, empty):
        cli(project, url, "migrate", "apply", "--auto-approve")
        assert json.loads(cli(project, url, "--format", "json", "migrate", "check"))["clean"]
    assert versions(old) == ["1", "2", later]
    assert versions(empty) == [version, later]
    assert [rows(url, "SELECT * FROM a") for url in (old, empty)] == [[], []]

    execute(filled, "CREATE TABLE other (i int)")
    refused = cli(project, filled, "migrate", "apply", "--auto-approve", code=exit_codes.REFUSED)
    assert "this one has public.other" in refused
    assert "--baseline" in refused


def test_what_is_older_may_be_deleted(project, fresh_database):
    old, empty = fresh_database(), fresh_database()
    cli(project, old, "migrate", "apply", "--auto-approve")
    version = json.loads(cli(project, empty, "--format", "json", "migrate", "checkpoint"))["version"]
    for name in FILES:
        (project / "m" / name).unlink()
    cli(project, old, "migrate", "hash")
    assert states(project, old) == {"1": "applied", "2": "applied", version: "skipped"}
    assert states(project, empty) == {version: "pending"}
    cli(project, empty, "migrate", "apply", "--auto-approve")
    cli(project, empty, "migrate", "validate")
    cli(project, empty, "migrate", "down", "--auto-approve")
    assert rows(empty, "SELECT relname FROM pg_class WHERE relname = 'a'") == []


def test_a_checkpoint_that_makes_something_else_is_told(project, fresh_database):
    url = fresh_database()
    version = json.loads(cli(project, url, "--format", "json", "migrate", "checkpoint"))["version"]
    file = Folder.read(project / "m").get(version).path
    file.write_text(file.read_text().replace("b text", "b integer"))
    cli(project, url, "migrate", "hash")
    assert "does not make what the migrations before it make" in cli(project, url, "migrate", "validate", code=exit_codes.FAILED)


def test_an_empty_folder_has_nothing_to_hold(tmp_path, project):
    for name in FILES:
        (project / "m" / name).unlink()
    cli(project, "postgresql://nowhere", "migrate", "hash")
    assert "would hold nothing" in cli(project, "postgresql://nowhere", "migrate", "checkpoint", code=exit_codes.USAGE)
