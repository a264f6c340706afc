"""The whole road through the console script, on the embedded database of a project in a folder of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.cli import SCRIPT, environment, run, run_on_terminal

ROOT = Path(__file__).parents[1]
TABLE = "CREATE TABLE public.t (id integer PRIMARY KEY, name text);\n"
WIDER = "CREATE TABLE public.t (id integer PRIMARY KEY, name text, phone text);\n"
TASK = str(Path(SCRIPT).parent / "task")


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "p"
    (folder / "database/schema").mkdir(parents=True)
    write(folder, TABLE)
    yield folder
    run("db", "down", cwd=folder)


def write(folder: Path, sql: str) -> None:
    (folder / "database/schema/schema.sql").write_text(sql)


def ok(*arguments: str, cwd: Path) -> str:
    done = run(*arguments, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def column_names(folder: Path) -> str:
    sql = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('public.t') AND attnum > 0"
    return ok("db", "shell", "-c", sql, cwd=folder)


def pending(folder: Path) -> int:
    return int(json.loads(ok("migrate", "status", "--format", "json", cwd=folder))["pending"])


def test_the_whole_road(project):
    ok("schema", "validate", cwd=project)
    assert "CREATE TABLE" in ok("migrate", "diff", cwd=project)
    ok("migrate", "apply", "--auto-approve", cwd=project)
    assert "1 applied, 0 pending" in ok("migrate", "status", cwd=project)
    assert "nothing to do" in ok("migrate", "diff", cwd=project)
    write(project, WIDER)
    assert run("schema", "diff", "--exit-code", cwd=project).returncode == 2
    files = json.loads(ok("migrate", "diff", "--format", "json", cwd=project))["files"]
    assert "add_t_phone" in files[0]
    ok("migrate", "validate", cwd=project)
    ok("migrate", "apply", "--auto-approve", cwd=project)
    assert "phone" in column_names(project)
    assert "no drift" in ok("migrate", "check", cwd=project)
    ok("migrate", "down", "--auto-approve", cwd=project)
    assert "phone" not in column_names(project)
    assert pending(project) == 1


def test_inspect_gives_an_equal_schema(project):
    ok("schema", "apply", "--auto-approve", cwd=project)
    (project / "out.sql").write_text(ok("schema", "inspect", cwd=project))
    assert ok("schema", "diff", "--to", "out.sql", cwd=project) == ""


def test_diff_of_two_files(tmp_path):
    (tmp_path / "a.sql").write_text(TABLE)
    (tmp_path / "b.sql").write_text(WIDER)
    out = ok("schema", "diff", "--from", "a.sql", "--to", "b.sql", "--dev-url", "embedded", "--format", "sql", cwd=tmp_path)
    assert out == "ALTER TABLE public.t ADD COLUMN phone text;\n"


def test_without_a_terminal_nothing_is_done(project):
    ok("migrate", "diff", cwd=project)
    for command in (["migrate", "apply"], ["schema", "apply"]):
        done = run(*command, cwd=project, stdin="y\n")
        assert done.returncode == 3
        assert "--auto-approve" in done.stderr
    assert pending(project) == 1


@pytest.mark.parametrize(("answer", "code", "left"), [(b"y\n", 0, 0), (b"n\n", 3, 1), (b"\n", 3, 1), (b"\x04", 3, 1), (b"\x03", 130, 1)])
def test_the_prompt(project, answer, code, left):
    ok("migrate", "diff", "first", cwd=project)
    seen = run_on_terminal("migrate", "apply", cwd=project, answer=answer, until="[y/N]")
    assert seen.code == code, seen.output
    assert "first.sql" in seen.output
    assert "environment local" in seen.output
    assert "Traceback" not in seen.output
    assert pending(project) == left


@pytest.mark.parametrize(("answer", "code"), [(b"y\n", 3), (b"live\n", 0)])
def test_a_protected_environment_wants_its_name(project, answer, code):
    (project / "schemadiff.toml").write_text('[env.live]\nurl = "embedded"\nprotected = true\n')
    ok("migrate", "diff", "--env", "live", cwd=project)
    seen = run_on_terminal("migrate", "apply", "--env", "live", cwd=project, answer=answer, until="go on: ")
    assert seen.code == code, seen.output


@pytest.mark.parametrize("command", [["schema", "clean"], ["schema", "apply"], ["db", "reset"], ["db", "seed"]])
def test_a_protected_environment_refuses(project, command):
    (project / "schemadiff.toml").write_text('[env.live]\nurl = "embedded"\nprotected = true\n')
    approve = [] if command[1] == "seed" else ["--auto-approve"]
    done = run(*command, *approve, "--env", "live", cwd=project)
    assert done.returncode == 3
    assert "protected" in done.stderr


@pytest.mark.parametrize("command", [["migrate", "diff"], ["schema", "apply", "--auto-approve"]])
def test_data_loss_is_refused_with_a_list(project, command):
    write(project, WIDER)
    ok("migrate", "diff", cwd=project)
    ok("migrate", "apply", "--auto-approve", cwd=project)
    write(project, "-- nothing\n")
    done = run(*command, cwd=project)
    assert done.returncode == 3
    assert "public.t" in done.stderr
    assert "--allow DATA_LOSS" in done.stderr
    assert "phone" in column_names(project)
    assert "-- hazard: DATA_LOSS" in ok("schema", "diff", cwd=project)
    ok(*command, "--allow", "DATA_LOSS", cwd=project)


def test_clean_and_reset(project):
    (project / "database/fixtures").mkdir()
    (project / "database/fixtures/seed.sql").write_text("INSERT INTO t VALUES (1, 'a');")
    ok("migrate", "diff", cwd=project)
    ok("db", "reset", "--auto-approve", cwd=project)
    assert "1" in ok("db", "shell", "-c", "SELECT count(*) FROM public.t", cwd=project)
    ok("schema", "clean", "--auto-approve", cwd=project)
    assert pending(project) == 1


def test_behind_the_folder(project):
    ok("migrate", "diff", cwd=project)
    write(project, WIDER)
    done = run("migrate", "diff", cwd=project)
    assert done.returncode == 1
    assert "migrate apply" in done.stderr
    ok("migrate", "diff", "--from", "migrations", cwd=project)
    ok("migrate", "validate", cwd=project)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:hunter2@127.0.0.1:1/app",
        "postgresql://app:hunter2@no-such-host.invalid/app",
        "postgresql://app:hunter2@[bad/app",
    ],
)
@pytest.mark.parametrize("verbose", [[], ["-vv"]])
def test_passwords_are_never_shown(project, url, verbose):
    for command in (
        ["migrate", "status"],
        ["schema", "inspect"],
        ["migrate", "apply"],
        ["schema", "diff", "--format", "json"],
    ):
        done = run(*command, *verbose, "--url", url, cwd=project)
        assert done.returncode in {1, 4}
        assert "hunter2" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("CREATE TABEL t ();\n", ("schema.sql:1:8", "syntax error", "^")),
        ("SELECT 1;\nCREATE TABLE t (a nosuchtype);\n", ("schema.sql:2:", "nosuchtype")),
        ("CREATE EXTENSION nosuchextension;\n", ("schema.sql:1:", "nosuchextension")),
        ("\\i other.sql\n", ("schema.sql:1:1", "psql")),
    ],
)
def test_wrong_sql_is_located(project, sql, said):
    write(project, sql)
    done = run("schema", "validate", cwd=project)
    assert done.returncode == 1
    for part in said:
        assert part in done.stderr
    github = run("schema", "validate", "--format", "github", cwd=project)
    assert github.stdout.startswith("::error file=")


@pytest.mark.skipif(not Path(TASK).exists(), reason="go-task is not installed")
def test_task_environment_holds_for_one_process(project):
    (project / "schemadiff.toml").write_text('[env.local]\nurl = "embedded"\n[env.staging]\nurl = "embedded:staging"\n')
    shutil.copy(ROOT / "schemadiff/api/templates/Taskfile.yml", project / "Taskfile.yml")
    path = {"PATH": f"{Path(SCRIPT).parent}:{environment()['PATH']}"}

    def task(*names: str) -> str:
        done = subprocess.run([TASK, *names], cwd=project, env=environment(path), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    task("env:staging", "migrate:diff")
    task("env:staging", "migrate:apply:confirm")
    assert "environment staging: 1 applied, 0 pending" in task("env:staging", "migrate:status")
    assert "environment local: 0 applied, 1 pending" in task("migrate:status")
    assert len(list((project / ".schemadiff/env").iterdir())) <= 1


def test_data_steps_go_once_into_a_migration(project):
    write(project, TABLE + "INSERT INTO t VALUES (1, 'a');\n")
    ok("migrate", "diff", cwd=project)
    ok("migrate", "apply", "--auto-approve", cwd=project)
    assert "nothing to do" in ok("migrate", "diff", cwd=project)
    write(project, TABLE + "INSERT INTO t VALUES (1, 'a');\n-- and another\nINSERT INTO t VALUES (2, 'b');\n")
    ok("migrate", "diff", cwd=project)
    ok("migrate", "apply", "--auto-approve", cwd=project)
    assert "2" in ok("db", "shell", "-c", "SELECT count(*) FROM public.t", cwd=project)


def test_the_database_changed_while_the_prompt_stood(project):
    ok("migrate", "diff", cwd=project)
    ok("db", "up", cwd=project)
    url = ok("db", "url", cwd=project).strip()

    def meddle():
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE meddled (a int)")

    done = run_on_terminal("migrate", "apply", cwd=project, answer=b"y\n", until="[y/N]", meanwhile=meddle)
    assert done.code == 1
    assert "changed since" in done.output
    assert pending(project) == 1


RETYPED = TABLE.replace("id integer", "id bigint")


def test_a_push_shows_what_its_statements_do(project):
    ok("schema", "apply", "--auto-approve", cwd=project)
    write(project, RETYPED)
    tried = run("schema", "apply", "--dry-run", cwd=project)
    seen = run_on_terminal("schema", "apply", cwd=project, answer=b"n\n", until="[y/N]")
    for told in (tried.stderr, seen.output):
        assert "measured locks: ACCESS EXCLUSIVE public.t; rewrites public.t" in told
    done = json.loads(ok("schema", "apply", "--auto-approve", "--format", "json", cwd=project))
    (trace,) = [s["trace"] for s in done["plan"]["statements"]]
    assert trace["rewrites"] == ["public.t"]
    assert {"relation": "public.t", "mode": "ACCESS EXCLUSIVE", "table": None, "held": False} in trace["locks"]
    assert "nothing to do" in ok("schema", "apply", cwd=project)
