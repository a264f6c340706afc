"""The folder's upkeep: a pending migration is taken out, or comes last; what is applied stays, and no edit is hidden."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime

import pytest
from applying import folder_of, versions
from cli import run

from schemadiff.apply import ApplyOptions, apply
from schemadiff.core import exit_codes
from schemadiff.core.errors import MigrationError
from schemadiff.migration import SUM_FILE, Folder, rebase, remove, verify

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
FILES = {
    "1_a.sql": "CREATE TABLE a (id int);",
    "1_a.down.sql": "DROP TABLE a;",
    "2_b.sql": "CREATE TABLE b (id int);",
    "2_b.down.sql": "DROP TABLE b;",
    "3_c.sql": "CREATE TABLE c (id int);",
}


def test_removed(tmp_path):
    folder = folder_of(tmp_path / "m", FILES)
    gone = remove(folder, folder.migrations[1])
    assert [p.name for p in gone] == ["2_b.sql", "2_b.down.sql"]
    after = Folder.read(folder.path)
    assert [m.label for m in after.migrations] == ["1_a", "3_c"]
    assert verify(after) == ()


def test_rebased(tmp_path):
    folder = folder_of(tmp_path / "m", FILES)
    moved = rebase(folder, folder.migrations[1], NOW)
    after = Folder.read(folder.path)
    assert [m.label for m in after.migrations] == ["1_a", "3_c", "20260102030405_b"]
    assert after.migrations[-1] == moved
    assert moved.down_text == "DROP TABLE b;"
    assert verify(after) == ()


@pytest.mark.parametrize("change", [remove, rebase])
def test_edits_of_other_files_are_not_hidden(tmp_path, change):
    folder = folder_of(tmp_path / "m", FILES)
    (folder.path / "1_a.sql").write_text("CREATE TABLE a (id bigint);")
    with pytest.raises(MigrationError, match=r"1_a\.sql was changed"):
        change(Folder.read(folder.path), folder.migrations[2])
    (folder.path / "1_a.sql").write_text(FILES["1_a.sql"])
    (folder.path / "2_b.down.sql").unlink()
    with pytest.raises(MigrationError, match=r"2_b\.down\.sql is in"):
        change(Folder.read(folder.path), folder.migrations[2])
    (folder.path / "3_c.sql").write_text("its own edit matters to nobody")
    (folder.path / "2_b.down.sql").write_text(FILES["2_b.down.sql"])
    now = Folder.read(folder.path)
    change(now, now.migrations[2])
    assert verify(Folder.read(folder.path)) == ()


def git(folder, *arguments):
    done = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
    return subprocess.run(done, cwd=folder, check=False, capture_output=True).returncode


def test_after_a_merge_of_branches(tmp_path):
    """The one branch wrote 3, the other 2: both changed the checksum file, and 2 is to come after 3."""
    path = tmp_path / "m"
    folder_of(path, {"1_a.sql": FILES["1_a.sql"]})
    git(path, "init", "-q", "-b", "main")
    for branch, name in (("main", None), ("other", "2_b.sql"), ("main", "3_c.sql")):
        git(path, "checkout", "-q", *(["-b"] if branch == "other" else []), branch)
        if name:
            folder_of(path, {name: FILES[name]})
        git(path, "add", "-A")
        git(path, "commit", "-qm", "x")
    assert git(path, "merge", "other") != 0
    assert [d.code for d in verify(Folder.read(path))] == ["sum-merged"]
    folder = Folder.read(path)
    rebase(folder, folder.migrations[1], NOW)
    after = Folder.read(path)
    assert [m.label for m in after.migrations] == ["1_a", "3_c", "20260102030405_b"]
    assert verify(after) == ()


@pytest.fixture
def project(tmp_path, fresh_database):
    """A project whose first migration is applied."""
    url = fresh_database()
    (tmp_path / "database").mkdir()
    (tmp_path / "schema.sql").write_text("")
    (tmp_path / "schemadiff.toml").write_text(
        f'[schemadiff]\nschema = "schema.sql"\nmigrations = "database/m"\n[env.local]\nurl = "{url}"\n'
    )
    apply(url, folder_of(tmp_path / "database" / "m", FILES), ApplyOptions(count=1))
    assert versions(url) == ["1"]
    return tmp_path


def test_commands(project):
    for command in ("rm", "rebase"):
        done = run("migrate", command, "1", cwd=project)
        assert done.returncode == exit_codes.REFUSED
        assert "1_a: it is applied in environment 'local'" in done.stderr
        assert run("migrate", command, "7", cwd=project).returncode == exit_codes.USAGE
    done = run("--format", "json", "migrate", "rebase", "2", cwd=project)
    data = json.loads(done.stdout)
    assert data["kind"] == "migrate rebase"
    assert data["files"][0].endswith(f"{data['version']}_b.sql")
    done = run("--format", "json", "migrate", "rm", "3", cwd=project)
    assert [f.rpartition("/")[2] for f in json.loads(done.stdout)["files"]] == ["3_c.sql"]
    shown = run("migrate", "status", cwd=project).stdout
    assert f"pending       {data['version']}_b" in shown
    assert "3_c" not in shown
    assert (project / "database/m" / SUM_FILE).exists()
