"""The command line without a database: start-up, help, usage errors, exit codes, passwords."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from schemadiff import __version__
from schemadiff.cli.commands import COMMANDS
from schemadiff.cli.redact import redacted
from tests.cli import SCRIPT, run

START = 0.15


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_start_is_fast(option, tmp_path):
    def seconds():
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([SCRIPT, option], cwd=tmp_path, capture_output=True, check=True)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        return end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime

    # It waits for nothing, so that the processor's time is the wall's on a machine that does nothing else.
    assert any(seconds() < START for _ in range(10))


@pytest.mark.parametrize("arguments", [["--help"], ["migrate", "--help"], ["--version"], ["schema", "diff", "--help"]])
def test_help_imports_no_engine(arguments):
    command = [sys.executable, "-X", "importtime", "-m", "schemadiff", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not imported & {"psycopg", "pglast", "sqlglot", "rich"}


def test_version(tmp_path):
    for arguments in (["--version"], ["-q", "--version"]):
        assert run(*arguments, cwd=tmp_path).stdout == f"schemadiff {__version__}\n"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_help_and_the_global_options(path, tmp_path):
    done = run(*path, "--help", cwd=tmp_path)
    assert done.returncode == 0
    for option in ("--env", "--url", "--dev-url", "--config", "--format", "--no-color", "-v", "-q"):
        assert option in done.stdout


def test_commands_are_in_the_readme():
    readme = (Path(__file__).parents[1] / "README.md").read_text()
    for path in COMMANDS:
        assert path[-1] in readme


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["migrat"], "did you mean 'migrate'?"),
        (["migrate", "aply"], "did you mean 'apply'?"),
        (["migrate", "diff", "--nonsense"], "--nonsense"),
        (["migrate", "new"], "Missing argument"),
        (["--env"], "--env"),
        (["schema", "diff", "--format", "yaml"], "no format 'yaml'"),
        (["--env", "nowhere", "migrate", "status"], "no environment 'nowhere'"),
        (["migrate", "status", "--config", "none.toml"], "no such configuration file"),
        (["migrate", "diff", "--allow", "ANYTHING"], "no hazard 'ANYTHING'"),
        (["schema", "validate", "nowhere.sql"], "no such file or folder: nowhere.sql"),
        (["migrate", "status", "--url", "mysql://x:geheim@y/z"], "not a database URL"),
    ],
)
def test_usage_errors(arguments, said, tmp_path):
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 4
    assert said in done.stderr
    assert done.stdout == ""
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["before", "after"])
def test_errors_as_json_with_global_options_on_either_side(place, tmp_path):
    options = ["--env", "nowhere", "--format", "json"]
    command = ["migrate", "status"]
    done = run(*(options + command if place == "before" else command + options), cwd=tmp_path)
    assert done.returncode == 4
    body = json.loads(done.stdout)
    assert (body["version"], body["kind"]) == (1, "error")
    assert "nowhere" in body["diagnostics"][0]["message"]


def test_a_parsing_error_is_json_too(tmp_path):
    body = json.loads(run("migrate", "diff", "--nonsense", "--format", "json", cwd=tmp_path).stdout)
    assert body["diagnostics"][0]["code"] == "usage"


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://u:hunter2@h/d",
        "connection to postgres://u:hunter2@h failed",
        "host=h password=hunter2 user=u",
        "password = 'hunter2' x",
        "postgresql://h/d?password=hunter2&x=1",
        "postgresql://u:hunter2%40x@h",
    ],
)
def test_redaction(text):
    assert "hunter2" not in redacted(text)
    assert "***" in redacted(text)


def test_init_writes_a_project_and_overwrites_nothing(tmp_path):
    (tmp_path / "Taskfile.yml").write_text("mine")
    done = run("init", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "Taskfile.yml").read_text() == "mine"
    for name in ("schemadiff.toml", ".env.example", "database/schema/schema.sql", "database/migrations"):
        assert (tmp_path / name).exists()
    again = json.loads(run("init", "--format", "json", cwd=tmp_path).stdout)
    assert again["written"] == []


def test_migrate_new_and_hash(tmp_path):
    done = run("migrate", "new", "Add Phone", "--format", "json", cwd=tmp_path)
    files = json.loads(done.stdout)["files"]
    assert [Path(f).name.partition("_")[2] for f in files] == ["add_phone.sql", "add_phone.down.sql"]
    Path(files[0]).write_text("SELECT 1;\n")
    assert run("migrate", "new", "other", cwd=tmp_path).returncode == 1
    assert run("migrate", "hash", cwd=tmp_path).returncode == 0
    assert run("migrate", "new", "other", cwd=tmp_path).returncode == 0


def test_fmt_check(tmp_path):
    (tmp_path / "a.sql").write_text("create   table t(a int);")
    assert run("schema", "fmt", "--check", "a.sql", cwd=tmp_path).returncode == 2
    assert run("schema", "fmt", "a.sql", cwd=tmp_path).returncode == 0
    assert run("schema", "fmt", "--check", "a.sql", cwd=tmp_path).returncode == 0
