"""One database, one proxy to it, and the trials of connections, processes and sessions that end at the wrong moment."""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from faults.fixtures import FIXTURES
from faults.invariants import ask, picture, violations
from faults.nursery import Nursery
from faults.proxy import Proxy, Strike
from schemadiff.apply import apply
from schemadiff.migration import Folder, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faults.fixtures import Fixture
    from faults.nursery import Applier

_EMPTY = "DROP SCHEMA IF EXISTS schemadiff, public CASCADE; CREATE SCHEMA public"
_TERMINATE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'schemadiff'"


class Lab:
    """Trials give the invariants that were violated, in words; none where all is well."""

    def __init__(self, url: str, seed: int) -> None:
        self.url = url
        self.random = random.Random(seed)
        self.home = Path(tempfile.mkdtemp(prefix="sdf"))
        self.nursery = Nursery(self.home)
        self.proxy = Proxy(url, self.home)
        self._known: dict[str, tuple[Folder, tuple[object, ...], int, int]] = {}

    def close(self) -> None:
        """Ends the helpers and removes the files."""
        self.nursery.close()
        self.proxy.close()
        shutil.rmtree(self.home)

    def known(self, fixture: Fixture) -> tuple[Folder, tuple[object, ...], int, int]:
        """The folder, the reference, and how many messages and COMMITs an undisturbed run sends."""
        if fixture.name not in self._known:
            folder = self.folder(fixture.name, fixture.files)
            self.prepare(fixture)
            self.proxy.arm(None)
            apply(self.proxy.url, folder)
            self._known[fixture.name] = (folder, picture(self.url), self.proxy.messages, self.proxy.commits)
        return self._known[fixture.name]

    def folder(self, name: str, files: dict[str, str]) -> Folder:
        """Writes migrations and their checksums."""
        place = self.home / name.replace(" ", "_")
        place.mkdir(exist_ok=True)
        for file, text in files.items():
            (place / file).write_text(text)
        write(Folder.read(place))
        return Folder.read(place)

    def prepare(self, fixture: Fixture) -> None:
        """The database as the fixture wants it before."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(_EMPTY.encode())
            if fixture.before:
                connection.execute(fixture.before.encode())

    def pick(self) -> Fixture:
        """Some fixture."""
        return self.random.choice(FIXTURES)

    def killed(self, fixture: Fixture, number: int, *, after: bool) -> list[str]:
        """SIGKILL of the process at one message."""
        holder: list[Applier] = []
        return self._struck(fixture, Strike(number=number, after=after, act=lambda: self._kill(holder)), holder)

    def cut(self, fixture: Fixture, strike: Strike) -> list[str]:
        """The connection breaks."""
        return self._struck(fixture, strike, [])

    def _struck(self, fixture: Fixture, strike: Strike, holder: list[Applier]) -> list[str]:
        folder, reference, _, _ = self.known(fixture)
        self.prepare(fixture)
        self.proxy.arm(strike)
        applier = self.nursery.apply(self.proxy.url, folder.path)
        holder.append(applier)
        outcome = applier.wait(90)
        found = violations(self.url, folder, fixture, reference)
        if not strike.happened.is_set():
            found.append("the fault did not happen")
        return found + _unexpected(outcome)

    @staticmethod
    def _kill(holder: list[Applier]) -> None:
        while not holder:
            time.sleep(0.001)
        holder[0].kill()
        with contextlib.suppress(TimeoutError):
            holder[0].wait(5)

    def terminated(self, fixture: Fixture) -> list[str]:
        """Three times pg_terminate_backend at a random moment, the applier beginning again each time."""
        folder, reference, _, _ = self.known(fixture)
        self.prepare(fixture)
        found: list[str] = []
        for _ in range(3):
            applier = self.nursery.apply(self.url, folder.path)
            time.sleep(self.random.uniform(0, 0.12))
            ask(self.url, _TERMINATE)
            found += _unexpected(applier.wait())
        return found + violations(self.url, folder, fixture, reference)

    def crowd(self, fixture: Fixture, count: int, *, kill: bool) -> list[str]:
        """Several appliers at once, of which one may be killed."""
        folder, reference, _, _ = self.known(fixture)
        self.prepare(fixture)
        appliers = [self.nursery.apply(self.url, folder.path) for _ in range(count)]
        if kill:
            time.sleep(self.random.uniform(0, 0.2))
            with contextlib.suppress(ProcessLookupError):
                self.random.choice(appliers).kill()
        outcomes = [a.wait(120) for a in appliers]
        found = [problem for outcome in outcomes for problem in _unexpected(outcome)]
        ended = [o for o in outcomes if o is not None]
        if any(not o.startswith("done") for o in ended):
            found.append(f"one of {count} failed: {ended}")
        done = sum(int(o.split()[1]) for o in ended if o.startswith("done"))
        if done != len(fixture.files) and len(ended) == count:
            found.append(f"{done} applied of {len(fixture.files)}")
        return found + violations(self.url, folder, fixture, reference)

    def deadlocked(self) -> list[str]:
        """Another session takes the locks the other way round; the applier tries again until it has them."""
        fixture = next(f for f in FIXTURES if f.name == "alterations with rows")
        self.prepare(fixture)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE other (id int)")
        folder = self.folder("deadlock", {"1_a.sql": "ALTER TABLE t ADD n int;\nSELECT pg_sleep(0.3);\nALTER TABLE other ADD n int;"})
        with psycopg.connect(self.url) as rival:
            rival.execute("SET deadlock_timeout = '100ms'")
            rival.execute("LOCK TABLE other IN ACCESS EXCLUSIVE MODE")
            applier = self.nursery.apply(self.url, folder.path, lock_timeout=5)
            time.sleep(0.15)
            with contextlib.suppress(psycopg.errors.DeadlockDetected):
                rival.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
            rival.rollback()
        outcome = applier.wait()
        found = [] if outcome == "done 1" else [f"a deadlock was not got over: {outcome}"]
        return found + violations(self.url, folder, fixture, picture(self.url))

    def no_lock(self) -> list[str]:
        """A holder that does not let go: the applier gives up in bounded time, and nothing is left."""
        fixture = next(f for f in FIXTURES if f.name == "alterations with rows")
        folder, reference, _, _ = self.known(fixture)
        self.prepare(fixture)
        with psycopg.connect(self.url) as holder:
            holder.execute("SELECT count(*) FROM t")
            begun = time.monotonic()
            outcome = self.nursery.apply(self.url, folder.path, lock_timeout=0.05, retry_for=0.4).wait() or ""
            found = [] if time.monotonic() - begun < 3 else ["the retries are not bounded"]
            if f"held by pid {holder.info.backend_pid}" not in outcome:
                found.append(f"the blocker is not named: {outcome}")
        return found + violations(self.url, folder, fixture, reference)


def _unexpected(outcome: str | None) -> list[str]:
    return [outcome] if outcome and outcome.startswith("UNEXPECTED") else []


@contextlib.contextmanager
def lab(url: str, seed: int = 0) -> Iterator[Lab]:
    """A laboratory on an empty database."""
    opened = Lab(url, seed)
    try:
        yield opened
    finally:
        opened.close()
