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
from applying import execute, rows
from hostile import Names, schema

from schemadiff.cli.run import run

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(1, 1 + int(os.environ.get("SCHEMADIFF_TEST_HOSTILE", "2")))
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
            found = run([*arguments, "--no-color"])
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


def written(stage, seed):
    names = Names(seed)
    stage.sql.write_text(CANARY + schema(names, without="CREATE SUBSCRIPTION"))
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
