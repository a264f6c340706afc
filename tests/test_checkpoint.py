"""Checkpoints: written from the folder, applied to empty databases only, and passed over everywhere else."""

from __future__ import annotations

import json

import pytest
from applying import execute, folder_of, rows, versions
from cli import run

from schemadiff.api import Overrides, load_settings, migrate_apply, migrate_check, migrate_status, migrate_validate
from schemadiff.apply import ApplyOptions
from schemadiff.core import exit_codes
from schemadiff.core.errors import MigrationError, RefusedError, UsageError
from schemadiff.migration import Folder, write

FILES = {
    "1_a.sql": "CREATE TABLE a (id int PRIMARY KEY);",
    "2_b.sql": "ALTER TABLE a ADD b text; CREATE TABLE t (i int); INSERT INTO t VALUES (1);",
}
SCHEMA = "CREATE TABLE a (id int PRIMARY KEY, b text); CREATE TABLE t (i int);"
LATER = {
    "3_checkpoint.sql": f"-- schemadiff: checkpoint\n{SCHEMA}",
    "3_checkpoint.down.sql": "DROP TABLE a, t;",
    "4_c.sql": "ALTER TABLE a ADD c int;",
}


@pytest.fixture
def project(tmp_path, server):
    """Gives the settings for a database. Scratch databases are on the tests' server, which runs already."""
    folder_of(tmp_path / "m", FILES)
    (tmp_path / "schema.sql").write_text(SCHEMA)
    file = tmp_path / "schemadiff.toml"

    def settings(url):
        file.write_text(f'[schemadiff]\nschema = "schema.sql"\nmigrations = "m"\ndev = "{server.url}"\n[env.local]\nurl = "{url}"\n')
        return load_settings(Overrides(config=file))

    settings.path = tmp_path
    return settings


def states(settings):
    return {e.version: str(e.state) for e in migrate_status(settings).entries}


def test_written_and_compared_with_what_is_older(project, fresh_database):
    settings = project(fresh_database())
    done = run("--format", "json", "migrate", "checkpoint", cwd=project.path)
    assert done.returncode == exit_codes.DONE, done.stderr
    data = json.loads(done.stdout)
    assert data["rows"] == ["public.t"]
    file = project.path / f"m/{data['version']}_checkpoint.sql"
    assert data["files"][0].endswith(file.name)
    assert "-- schemadiff: checkpoint\n" in file.read_text()
    assert migrate_validate(settings).statements == ()
    file.write_text(file.read_text().replace("b text", "b integer"))
    write(Folder.read(project.path / "m"))
    with pytest.raises(MigrationError, match="does not make what the migrations before it make"):
        migrate_validate(settings)


def test_only_an_empty_database_gets_it(project, fresh_database):
    old, empty, filled = (project(fresh_database()) for _ in range(3))
    migrate_apply(old)
    folder_of(project.path / "m", LATER)
    assert states(old) == {"1": "applied", "2": "applied", "3": "skipped", "4": "pending"}
    assert states(empty) == {"1": "skipped", "2": "skipped", "3": "pending", "4": "pending"}
    with pytest.raises(UsageError, match="version 2 is passed over"):
        migrate_apply(empty, ApplyOptions(to="2"))
    for settings in (old, empty):
        migrate_apply(settings)
    assert versions(old.url) == ["1", "2", "4"]
    assert versions(empty.url) == ["3", "4"]
    assert states(empty) == {"1": "skipped", "2": "skipped", "3": "applied", "4": "applied"}
    assert rows(old.url, "SELECT id, b, c FROM a") == rows(empty.url, "SELECT id, b, c FROM a") == []
    (project.path / "schema.sql").write_text(SCHEMA.replace("b text", "b text, c int"))
    assert migrate_check(empty).clean
    execute(filled.url, "CREATE TABLE other (i int)")
    with pytest.raises(RefusedError, match=r"this one has public\.other") as refused:
        migrate_apply(filled)
    assert "--baseline" in str(refused.value)


def test_what_is_pending_before_it_comes_as_ever(project, fresh_database):
    settings = project(fresh_database())
    migrate_apply(settings, ApplyOptions(count=1))
    folder_of(project.path / "m", LATER)
    assert states(settings) == {"1": "applied", "2": "pending", "3": "skipped", "4": "pending"}
    migrate_apply(settings)
    assert versions(settings.url) == ["1", "2", "4"]


def test_what_is_older_may_be_deleted(project, fresh_database):
    old, empty = (project(fresh_database()) for _ in range(2))
    migrate_apply(old)
    folder_of(project.path / "m", LATER)
    for name in FILES:
        (project.path / "m" / name).unlink()
    write(Folder.read(project.path / "m"))
    assert states(old) == {"1": "applied", "2": "applied", "3": "skipped", "4": "pending"}
    assert states(empty) == {"3": "pending", "4": "pending"}
    migrate_apply(old)
    migrate_apply(empty)
    assert (versions(old.url), versions(empty.url)) == (["1", "2", "4"], ["3", "4"])


def test_an_empty_folder_has_nothing_to_hold(project):
    project("postgresql://nowhere")
    for name in FILES:
        (project.path / "m" / name).unlink()
    write(Folder.read(project.path / "m"))
    done = run("migrate", "checkpoint", cwd=project.path)
    assert done.returncode == exit_codes.USAGE
    assert "would hold nothing" in done.stderr
