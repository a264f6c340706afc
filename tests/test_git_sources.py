"""`git:REV:PATH` as a source: files and folders of a revision, from a real repository; what is not there is told."""

from __future__ import annotations

import subprocess

import pytest
from cli import run

from schemadiff.core import exit_codes
from schemadiff.core.errors import SqlError, UsageError
from schemadiff.sources import cache, git, open_session


def commit(folder, message, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for arguments in (["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-qm", message]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Two commits; the second, which has a tag, changes everything."""
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "snapshots")
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    files = {"db__schema__b.sql": "CREATE TABLE b (id int, a a);", "db__schema__a__a.sql": "CREATE TYPE a AS ENUM ('ä');"}
    commit(folder, "one", **files, db__schema__readme="no SQL", **{"db__m__1_a.sql": "CREATE TABLE b (id int);"})
    commit(folder, "two", **{"db__schema__b.sql": "CREATE TABLE b (id int, a a, more text);", "db__m__2_b.sql": "ALTER TABLE b ADD c int;"})
    subprocess.run(["git", "tag", "v2"], cwd=folder, check=True)
    monkeypatch.chdir(folder)
    return folder


def test_a_folder_and_a_file_of_a_revision(repository, monkeypatch):
    assert [f.name for f in git.read_files("git:HEAD~1:db/schema")] == ["git:HEAD~1:db/schema/a/a.sql", "git:HEAD~1:db/schema/b.sql"]
    (file,) = git.read_files("git:v2:db/schema/b.sql")
    assert "more text" in file.text
    monkeypatch.chdir(repository / "db" / "schema")
    assert [f.name for f in git.read_files("git:HEAD~1:.")] == ["git:HEAD~1:a/a.sql", "git:HEAD~1:b.sql"]
    assert [f.name for f in git.read_files("git:HEAD:../m/2_b.sql")] == ["git:HEAD:../m/2_b.sql"]


def test_compared_with_what_is_there_now(repository):
    with open_session("embedded") as session:
        old, new = session.pair("git:HEAD~1:db/schema", "db/schema")
        assert [s.sql for s in session.plan(old, new).statements] == ["ALTER TABLE public.b ADD COLUMN more text"]
        old, new = session.pair("migrations:git:HEAD~1:db/m", "migrations:git:v2:db/m")
        assert [s.sql for s in session.plan(old, new).statements] == ["ALTER TABLE public.b ADD COLUMN c integer"]


def test_on_the_command_line(repository):
    done = run("schema", "diff", "--from", "git:HEAD~1:db/schema", "--to", "git:v2:db/schema", "--exit-code", cwd=repository)
    assert done.returncode == exit_codes.DIFFERS
    assert done.stdout.strip().endswith("ALTER TABLE public.b ADD COLUMN more text;")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("git:HEAD", "not a revision and a path"),
        ("git::db", "not a revision and a path"),
        ("git:--all:db", "not a revision and a path"),
        ("git:nowhere:db", "no such revision: nowhere"),
        ("git:HEAD:db/none", "db/none is not in revision HEAD"),
        ("git:HEAD:none.sql", "none.sql is not in revision HEAD"),
    ],
)
def test_what_is_not_there(repository, source, words):
    with pytest.raises(UsageError, match=words):
        git.read_files(source)


def test_a_folder_without_sql_and_a_file_that_is_no_text(repository):
    commit(repository, "three", x__readme="x", **{"y.sql": b"SELECT '\xff'"})
    with pytest.raises(UsageError, match=r"no \.sql file in git:HEAD:x"):
        git.read_files("git:HEAD:x")
    with pytest.raises(SqlError, match="not UTF-8"):
        git.read_files("git:HEAD:y.sql")


def test_without_git_and_outside_a_repository(repository, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="not a git repository"):
        git.read_files("git:HEAD:db")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="needs the git program"):
        git.read_files("git:HEAD:db")
