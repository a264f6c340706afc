"""Protected environments: what is refused, and what must be typed."""

from __future__ import annotations

import psycopg
import pytest
from applying import execute, folder_of, rows, versions
from cli import run

from schemadiff.api.refusals import hazard_codes
from schemadiff.core.errors import UsageError

FILES = {
    "1_t.sql": "CREATE TABLE public.t (id int, phone text);",
    "1_t.down.sql": "-- DATA_LOSS: drops table public.t with its data\nDROP TABLE public.t;",
}
LOSSY = {"2_less.sql": "-- DATA_LOSS: drops table column public.t.phone with its data\nALTER TABLE public.t DROP COLUMN phone;"}


@pytest.fixture
def project(fresh_database, tmp_path):
    url = fresh_database()
    (tmp_path / "schemadiff.toml").write_text(f'[schemadiff]\nmigrations = "m"\n[env.live]\nurl = "{url}"\nprotected = true\n')
    folder_of(tmp_path / "m", FILES)
    return tmp_path, url


def live(folder, *arguments):
    return run(*arguments, "--env", "live", cwd=folder)


def test_without_a_terminal_the_name_is_on_the_command_line(project):
    folder, url = project
    done = live(folder, "migrate", "apply", "--auto-approve")
    assert (done.returncode, "--confirm live" in done.stderr) == (3, True)
    assert live(folder, "migrate", "apply", "--auto-approve", "--confirm", "staging").returncode == 3
    assert rows(url, "SELECT to_regclass('public.t') IS NULL") == [(True,)]
    assert live(folder, "migrate", "apply", "--auto-approve", "--confirm", "live").returncode == 0
    assert versions(url) == ["1"]


def test_what_is_lost_must_be_named(project):
    folder, url = project
    sure = ("--auto-approve", "--confirm", "live")
    live(folder, "migrate", "apply", *sure)
    folder_of(folder / "m", LOSSY)
    for allow in ((), ("--allow", "DATA_LOSS"), ("--allow", "DATA_LOSS:public.t"), ("--allow", "DATA_LOSS:phone")):
        done = live(folder, "migrate", "apply", *sure, *allow)
        assert (done.returncode, "--allow 'DATA_LOSS:public.t.phone'" in done.stderr) == (3, True), done.stderr
    assert versions(url) == ["1"]
    assert live(folder, "migrate", "apply", *sure, "--allow", "DATA_LOSS:public.t.phone").returncode == 0


def test_taking_back_names_what_goes_too(project):
    folder, url = project
    sure = ("--auto-approve", "--confirm", "live")
    live(folder, "migrate", "apply", *sure)
    assert live(folder, "migrate", "down", *sure).returncode == 3
    assert live(folder, "migrate", "goto", "0", *sure, "--allow", "DATA_LOSS").returncode == 3
    assert versions(url) == ["1"]
    assert live(folder, "migrate", "goto", "0", *sure, "--allow", "DATA_LOSS:public.t").returncode == 0
    assert versions(url) == []


def test_a_restore_is_refused(project):
    folder, url = project
    assert live(folder, "db", "backup", "x.dump").returncode == 0
    execute(url, "CREATE TABLE public.kept ()")
    done = live(folder, "db", "restore", "x.dump", "--auto-approve", "--confirm", "live")
    assert (done.returncode, "protected" in done.stderr) == (3, True)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT FROM public.kept")


def test_codes_and_names():
    assert hazard_codes("data_loss,REWRITE") == {"DATA_LOSS", "REWRITE"}
    assert hazard_codes('DATA_LOSS:public."A, b",DATA_LOSS:x') == {'DATA_LOSS:public."A, b"', "DATA_LOSS:x"}
    with pytest.raises(UsageError, match="no hazard 'LOSS'"):
        hazard_codes("LOSS:x")
