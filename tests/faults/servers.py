"""A server that is killed, and one that runs out of room."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from faults.fixtures import Fixture
from faults.invariants import ask, picture, violations
from faults.lab import lab
from schemadiff.apply import apply
from schemadiff.core.errors import SchemadiffError
from schemadiff.scratch import embedded
from schemadiff.scratch.cluster import Cluster, place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults.lab import Lab

_DURABLE = ("fsync=on", "full_page_writes=on", "synchronous_commit=on", "max_connections=40", "shared_buffers=32MB")
_SPACE = 4 << 20
# A name for the number of rows that neither the small tablespace nor the limit holds.
_MANY = "INSERT INTO t SELECT g, md5(g::text), g FROM generate_series(1, 120000) g"
FULL = (
    Fixture("full: a transaction", "CREATE TABLE t (id int, v text, w int);" + _MANY,
            {"1_a.sql": "CREATE TABLE a (id int);\nCREATE INDEX t_v ON t (v, id){space};"},
            {"1": "to_regclass('a') IS NOT NULL"}),
    Fixture("full: concurrently", "CREATE TABLE t (id int, v text, w int);" + _MANY,
            {"1_a.sql": "CREATE INDEX CONCURRENTLY t_v ON t (v, id){space};"}),
)  # fmt: skip


class Killable:
    """A cluster of its own with fsync on, which `kill` ends as kill -9 of the postmaster does."""

    def __init__(self) -> None:
        folder, account = place("faults")
        folder.mkdir(parents=True, exist_ok=True)
        self._cluster = Cluster(embedded(), Path(tempfile.mkdtemp(dir=folder)) / "cluster")
        self._cluster.create(account=account)
        self.start()

    @property
    def url(self) -> str:
        """Of its maintenance database."""
        return self._cluster.url()

    @property
    def home(self) -> Path:
        """Its folder."""
        return self._cluster.home

    def start(self) -> None:
        """Starts it, which recovers what the kill left."""
        self._cluster.start(_DURABLE, lock=self._cluster.home / "lock")

    def kill(self) -> None:
        """SIGKILL of the postmaster; its children notice and end."""
        pid = self._cluster.running()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while self._cluster.running() == pid:
            time.sleep(0.01)

    def close(self) -> None:
        """Stops and removes it."""
        self._cluster.stop()
        self._cluster.destroy()


def server_killed(trials: Lab, server: Killable, fixture: Fixture) -> list[str]:
    """The postmaster dies at a random moment and is started again; the applier ends by itself."""
    folder, reference, _, _ = trials.known(fixture)
    trials.prepare(fixture)
    applier = trials.nursery.apply(trials.url, folder.path)
    time.sleep(trials.random.uniform(0, 0.15))
    server.kill()
    server.start()
    outcome = applier.wait(90) or ""
    found = [outcome] if outcome.startswith("UNEXPECTED") else []
    return found + violations(trials.url, folder, fixture, reference)


@contextlib.contextmanager
def killable() -> Iterator[tuple[Killable, Lab]]:
    """The server and a laboratory in it."""
    server = Killable()
    try:
        with lab(server.url) as trials:
            yield server, trials
    finally:
        server.close()


def temporary_files(trials: Lab, fixture: Fixture) -> list[str]:
    """temp_file_limit is hit (53400) while an index is sorted, and lifted for the rerun."""
    name = ask(trials.url, "SELECT quote_ident(current_database())")[0][0]
    limit = f"ALTER DATABASE {name} SET temp_file_limit = '256kB'", f"ALTER DATABASE {name} SET maintenance_work_mem = '1MB'"
    return _out_of_room(trials, fixture, "53400", "", limit, (f"ALTER DATABASE {name} RESET ALL",))


def small_disk(trials: Lab, fixture: Fixture, mount: Path) -> list[str]:
    """The tablespace's disk is full (53100); for the rerun it has been made larger."""
    space = f"CREATE TABLESPACE small LOCATION '{mount}'"
    trials.prepare(fixture)
    with contextlib.suppress(psycopg.errors.DuplicateObject):
        _run(trials.url, space)
    larger = ("mount", "-o", f"remount,size={_SPACE * 8}", str(mount))
    smaller = ("mount", "-o", f"remount,size={_SPACE}", str(mount))
    return _out_of_room(trials, fixture, "53100", " TABLESPACE small", (smaller,), (larger,))


def mounted(folder: Path, owner: Path) -> bool:
    """Mounts a small tmpfs for the owner of `owner`; False where this process may not."""
    told = owner.stat()
    options = f"size={_SPACE},uid={told.st_uid},gid={told.st_gid},mode=700"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _out_of_room(trials: Lab, fixture: Fixture, state: str, space: str, before: tuple, after: tuple) -> list[str]:
    folder = trials.folder(fixture.name, {n: t.replace("{space}", space) for n, t in fixture.files.items()})
    trials.prepare(fixture)
    _do(trials.url, after)
    apply(trials.url, folder)
    reference = picture(trials.url)
    trials.prepare(fixture)
    _do(trials.url, before)
    found: list[str] = []
    try:
        apply(trials.url, folder)
        found.append("there was room enough")
    except SchemadiffError as error:
        if state not in str(error):
            found.append(f"not {state}: {error}")
    _do(trials.url, after)
    return found + violations(trials.url, folder, fixture, reference)


def _do(url: str, steps: tuple) -> None:
    for step in steps:
        if isinstance(step, str):
            _run(url, step)
        else:
            subprocess.run(step, check=True)


def _run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
