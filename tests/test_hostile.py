"""Hostile names and texts through every command: nothing is lost, nothing escapes, nothing steers the terminal."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
import tty
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from applying import execute, folder_of, rows
from hostile import Names, said, schema

from schemadiff.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

# A schema takes half a minute where two cores have other work, too: more of them are a task (test:hostile).
SEEDS = range(1, 1 + int(os.environ.get("SCHEMADIFF_TEST_HOSTILE", "1")))
ENV = "a'; touch canary; \x1b[2J \u202e$(touch canary)"
PROJECT = "-p \"q' $(touch canary)\n\x1b[2Jé"
SQL = "-s 'x\" ; touch canary/-é\t$.sql"
STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass
class Terminal:
    """Commands run in this process with a pseudo-terminal for both outputs."""

    monkeypatch: pytest.MonkeyPatch
    shown: dict[str, str] = field(default_factory=dict)

    def __call__(self, *arguments: str, code: int = 0) -> str:
        with self.opened() as read:
            found = run(arguments)
        text = read()
        label = " ".join(arguments)
        assert found == code, f"{label!r} gave {found}\n{text}"
        assert not STEERS.search(text), f"{label!r} steers: {STEERS.search(text)}\n{text!r}"
        assert "Traceback" not in text
        return text

    def json(self, *arguments: str) -> dict:
        return json.loads(self(*arguments, "-q", "--format", "json"))

    @contextmanager
    def opened(self):
        master, slave = os.openpty()
        tty.setraw(slave)
        data = bytearray()

        def drain():
            try:
                while chunk := os.read(master, 65536):
                    data.extend(chunk)
            except OSError:
                pass

        reader = threading.Thread(target=drain)
        reader.start()
        with os.fdopen(slave, "w", encoding="utf-8") as stream, self.monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", stream)
            patch.setattr(sys, "stderr", stream)
            yield lambda: (reader.join(), os.close(master), data.decode())[-1]


@dataclass
class Stage:
    folder: Path
    url: str
    sql: Path
    run: Terminal

    def facts(self, *source: str) -> dict:
        """What `schema inspect` reads, by identity; journals are no part of it."""
        found = self.run.json("schema", "inspect", *source)["facts"]
        return {(f["kind"], *f["path"]): f["definition"] for f in found}


@pytest.fixture
def stage(tmp_path, fresh_database, monkeypatch):
    """A project in a folder with a hostile name, an environment with one, and canaries beside them."""
    (tmp_path / "canary").write_text("sings")
    folder = tmp_path / PROJECT
    url = fresh_database()
    config = f"""
    [schemadiff]
    schema = {json.dumps(SQL.rpartition("/")[0])}
    migrations = "-m '\\"$(touch canary)"
    seed = "-f '\\"$(touch canary)"
    backups = {{ folder = "-b '\\"$(touch canary)" }}
    [env.{json.dumps(ENV)}]
    url = {json.dumps(url)}
    """
    sql = folder / SQL
    sql.parent.mkdir(parents=True)
    (folder / "schemadiff.toml").write_text(config)
    execute(url, "CREATE SCHEMA canary; CREATE TABLE canary.sings (a int); INSERT INTO canary.sings VALUES (42)")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SCHEMADIFF_ENV", ENV)
    monkeypatch.setenv("TERM", "dumb")
    yield Stage(folder=folder, url=url, sql=sql, run=Terminal(monkeypatch))
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["canary", PROJECT])
    assert (tmp_path / "canary").read_text() == "sings"
    assert not [p for p in folder.rglob("*canary*") if p.name == "canary"]


CANARY = "CREATE SCHEMA canary; CREATE TABLE canary.sings (a integer);\n"


def written(stage, seed, *without):
    names = Names(seed)
    stage.sql.write_text(CANARY + schema(names, without="|".join(("CREATE SUBSCRIPTION", *without))))
    return names


@pytest.mark.parametrize("seed", SEEDS)
def test_schemas_go_through_every_command_that_reads_them(stage, seed):
    names, run = written(stage, seed), stage.run
    source = stage.sql.as_posix()
    run("schema", "validate", "-vv")
    run("schema", "lint")
    run("schema", "lint", "--format", "sarif")
    wanted = stage.facts(source)
    run("schema", "fmt")
    assert stage.facts(source) == wanted
    run("schema", "inspect", source)
    for split in ("-split 'x", "-split 'x"):
        run("schema", "inspect", source, f"--split={split}", "--prune")
    assert stage.facts("./-split 'x") == wanted
    for shape in ("sql", "json", "text"):
        run("schema", "diff", "--format", shape, "-v")
    run("schema", "diff", "--from", f"./{names.raw()}".replace("\0", ""), code=4)
    pushed = run.json("schema", "apply", "--auto-approve")
    assert pushed["applied"]
    assert stage.facts() == wanted
    assert "no difference" in run("schema", "diff", "--format", "text")
    run("schema", "clean", "--auto-approve", "-v")
    assert rows(stage.url, "SELECT to_regnamespace('canary') IS NULL") == [(True,)]


@pytest.mark.parametrize("seed", SEEDS)
def test_schemas_go_through_every_command_that_migrates(stage, seed):
    # pg_dump writes no handler of a language that stands in pg_catalog.
    names, run = written(stage, seed, "CREATE LANGUAGE"), stage.run
    wanted = stage.facts(stage.sql.as_posix())
    execute(stage.url, "DROP SCHEMA canary CASCADE")
    run("migrate", "diff", "--", names.raw() + "x")
    run("migrate", "new", "--", names.raw() + "y")
    run("migrate", "hash")
    run("migrate", "lint")
    run("migrate", "preflight")
    run("migrate", "status", "-vv")
    run("migrate", "validate")
    run("migrate", "apply", "--auto-approve", "--backup", "-v")
    assert stage.facts() == wanted
    assert run.json("migrate", "check")["clean"]
    seeds = stage.folder / "-f '\"$(touch canary)"
    seeds.mkdir()
    (seeds / "-x'\n.sql").write_text("INSERT INTO canary.sings VALUES (43);")
    run("db", "seed")
    assert rows(stage.url, "SELECT a FROM canary.sings") == [(43,)]
    for file in ("-x '\n\x1b[2J.dump", "plain.dump"):
        run("db", "backup", "--", file)
        assert (stage.folder / file).stat().st_mode & 0o777 == 0o600
        run("db", "restore", "--auto-approve", "--", file)
    assert stage.facts() == wanted
    run("migrate", "checkpoint", names.raw().lstrip("-") + "z")
    run("migrate", "validate")
    run("migrate", "down", "2", "--auto-approve")
    assert rows(stage.url, "SELECT count(*) FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$|^public$'") == [(1,)]
    versions = [e["version"] for e in run.json("migrate", "status")["entries"]]
    run("migrate", "rm", versions[2])
    run("migrate", "rebase", versions[0])
    run("migrate", "rm", versions[1])
    run("migrate", "rm", "--", names.raw() or "x", code=4)
    run("db", "reset", "--auto-approve")
    assert stage.facts() == wanted


TENANTS = ["a;b", "-rf", "../../x", "/*", "*/ --", "{0}", "`x`", "ÄÖ", "\u202eevil", "\u200bzero", "select", "[red]", "é" * 26]
DEFAULTS = "SELECT n.nspname, d.adbin FROM pg_attrdef d JOIN pg_class c ON c.oid = adrelid JOIN pg_namespace n ON n.oid = relnamespace"


def test_fleets_of_hostile_databases_and_tenants(stage, server):
    run = stage.run
    folder = stage.folder / "-m '\"$(touch canary)"
    folder_of(folder, {"1_t.sql": 'CREATE SCHEMA "{schema}"; CREATE TABLE "{schema}".t (a text DEFAULT \'"{schema}"\');'})
    values = ", ".join(f"({said(t)})" for t in TENANTS)
    query = f"SELECT column1 AS schema, column1 || chr(27) || '[2J[red]' AS name FROM (VALUES {values}) AS t ORDER BY 1"
    run("migrate", "status", "--fleet", query)
    run("migrate", "apply", "--fleet", query, "--auto-approve", "--jobs", "1")
    found = dict(rows(stage.url, DEFAULTS))
    assert found.keys() - {"schemadiff"} == set(TENANTS)
    assert [s["state"] for s in run.json("migrate", "status", "--fleet", query)["targets"]] == ["current"] * len(TENANTS)
    for bad in ('a"b', "a'b", "a$b", "a\\b", "a\nb", "x" * 60, "\x1b[2J", "a%b"):
        run("migrate", "apply", "--fleet", f"SELECT {said(bad)} AS schema", "--auto-approve", code=4)
    for database in ("no'; DROP \x1b[2J", "a@b:1/c?x=y#z", "\u202ex", " "):
        run("migrate", "status", "--fleet", f"SELECT {said(database)} AS database")
    (stage.folder / "-f\n.txt").write_text("schema=\x1b[2J postgresql://u@h/x\n")
    run("migrate", "status", "--fleet", "-f\n.txt", code=4)
    run("migrate", "status", "--fleet", "\x1b[2J", code=4)


def test_projects_are_begun_and_configured_in_hostile_places(stage):
    run = stage.run
    run("init", "--", "./-new \"'\n$(touch canary)")
    assert (stage.folder / "-new \"'\n$(touch canary)" / "Taskfile.yml").is_file()
    for arguments in (
        ["--env", "\x1b[2J'"],
        ["--config", "\x1b[2J.toml"],
        ["--url", "\x1b[2J"],
        ["--include", "\x1b"],
        ["--dev-url", "\x1b://"],
    ):
        run("schema", "diff", *arguments, code=4)
    run("\x1b[2J", code=4)
    run("migrate", "\u202e", code=4)
    for text in ('[env."\x7f"]', '["\\u001b[2J"]\n', '[schemadiff]\n"\\u001b[2J" = 1', '[env.x]\nurl = "${\\u001b[2J}"\n'):
        (stage.folder / "bad.toml").write_text(text)
        run("schema", "diff", "--config", "bad.toml", "--env", "x", code=4)
    stage.sql.write_text("SELECT \x1b[2J\u202e;")
    run("schema", "validate", code=1)
    run("schema", "fmt", code=1)
    stage.sql.write_text('CREATE TABLE "\x1b[2J" (a nothing); SELECT \'\u202e\'::"\x9b";')
    run("schema", "validate", code=1)
