"""What is written: with the user's mask, whole or not at all, in its folder, and never through a link to elsewhere when pruning."""

from __future__ import annotations

import os

import pytest

from schemadiff.apply.backup import take_to
from schemadiff.cli.run import run
from schemadiff.core.errors import BackupError

SCHEMA = "CREATE TABLE public.t (a integer);\n"
SCHEMA += 'CREATE TABLE public."../../../x" (a integer);\nCREATE SCHEMA "..";\nCREATE TABLE ".."."/x" ();\n'


@pytest.fixture
def project(tmp_path, fresh_database, monkeypatch):
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "s.sql").write_text(SCHEMA)
    (folder / "schemadiff.toml").write_text(f'[schemadiff]\nschema = "s.sql"\nmigrations = "m"\n[env.local]\nurl = "{fresh_database()}"\n')
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_files_have_the_users_mask_and_backups_their_own(project, mask):
    before = os.umask(mask)
    try:
        for command in ("init new", "schema inspect s.sql --split split", "migrate diff y", "migrate new x", "db backup b.dump"):
            assert run(command.split()) == 0
    finally:
        os.umask(before)
    written = [p for f in ("new", "split", "m") for p in (project / f).rglob("*") if p.is_file()]
    assert len(written) > 10
    assert {p.stat().st_mode & 0o777 for p in written} == {0o666 & ~mask}
    assert (project / "b.dump").stat().st_mode & 0o777 == 0o600
    assert not [p for p in project.rglob(".*") if p.suffix in (".part", ".tmp")]


def test_names_do_not_lead_out_of_a_folder(project):
    assert run(["schema", "inspect", "s.sql", "--split", "a/b/c"]) == 0
    found = {p.relative_to(project).parts[:3] for p in project.rglob("*x.sql")}
    assert found == {("a", "b", "c")}
    assert sorted(p.name for p in project.parent.iterdir()) == ["p"]


def test_links_are_respected_and_never_pruned_behind(project, tmp_path):
    other, real = tmp_path / "other", tmp_path / "real"
    (other / "deep").mkdir(parents=True)
    real.mkdir()
    (other / "kept.sql").write_text("SELECT 1;")
    (other / "deep" / "kept.sql").write_text("SELECT 1;")
    (project / "split").symlink_to(real)
    (real / "gone.sql").write_text("SELECT 1;")
    (real / "link.sql").symlink_to(other / "kept.sql")
    (real / "folder").symlink_to(other)
    (real / "folder.sql").mkdir()
    assert run(["schema", "inspect", "s.sql", "--split", "split", "--prune"]) == 0
    assert sorted(p.name for p in other.rglob("*.sql")) == ["kept.sql", "kept.sql"]
    assert not (real / "gone.sql").exists()
    assert not (real / "link.sql").is_symlink()
    assert (real / "table" / "public.t.sql").is_file()
    (other / "migrations").mkdir()
    (project / "m").symlink_to(other / "migrations")
    assert run(["migrate", "new", "x"]) == 0
    assert (project / "m").is_symlink()
    assert len(list((other / "migrations").glob("*_x.sql"))) == 1


def test_a_backup_takes_the_place_of_nothing(project, server, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    (project / ".b.dump.part").symlink_to(elsewhere)
    taken = take_to(server.url, project / "b.dump")
    assert elsewhere.read_text() == "mine"
    assert taken.path.stat().st_mode & 0o777 == 0o600
    before = taken.path.read_bytes()
    with pytest.raises(BackupError, match="not overwritten"):
        take_to(server.url, project / "b.dump")
    assert taken.path.read_bytes() == before
    assert sorted(p.name for p in project.iterdir() if "dump" in p.name) == ["b.dump"]
