"""All faults, many times: `python tests/faults/campaign.py --trials 1000 --seed 1` prints fault × trials × violated."""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from faults import contention, files, servers
from faults.fixtures import FIXTURES
from faults.lab import Lab, lab
from faults.proxy import FOR_LONG, Strike
from schemadiff.scratch import local, open_scratch, own_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Trial = Callable[[], list[str]]

# Of all trials, how many are of a kind.
SHARES = {
    "killed": 40,
    "terminated": 14,
    "cut": 20,
    "half-open": 4,
    "crowd": 8,
    "deadlock": 3,
    "no lock": 3,
    "server": 3,
    "room": 2,
    "files": 3,
}


class Report:
    """Counts, and tells at once what was violated."""

    def __init__(self) -> None:
        self.trials: Counter[str] = Counter()
        self.violated: Counter[str] = Counter()
        self.seconds: Counter[str] = Counter()

    def run(self, fault: str, trial: Trial) -> None:
        """One trial."""
        begun = time.monotonic()
        try:
            found = trial()
        except Exception as error:  # noqa: BLE001 -- a campaign goes on, and counts it
            found = [f"{type(error).__name__}: {error}"]
        self.seconds[fault] += time.monotonic() - begun
        self.trials[fault] += 1
        self.violated[fault] += bool(found)
        for problem in found:
            print(f"VIOLATED {fault} #{self.trials[fault]}: {problem}", file=sys.stderr)

    def table(self) -> str:
        """Fault × trials × violated, and the sum."""
        lines = [f"| {'fault':<48} | trials | violated | seconds |", f"|{'-' * 50}|-------:|---------:|--------:|"]
        lines += [f"| {f:<48} | {n:>6} | {self.violated[f]:>8} | {self.seconds[f]:>7.0f} |" for f, n in self.trials.items()]
        total = self.trials.total(), self.violated.total(), self.seconds.total()
        return "\n".join([*lines, f"| {'sum':<48} | {total[0]:>6} | {total[1]:>8} | {total[2]:>7.0f} |"])


def boundaries(trials: Lab) -> Iterator[tuple[str, Trial]]:
    """Every message of every fixture, before and after, in random order, again and again."""
    points = [(f, n, after) for f in FIXTURES for n in range(1, trials.known(f)[2] + 1) for after in (False, True)]
    print(f"{len(points)} boundaries of {len(FIXTURES)} fixtures", file=sys.stderr)
    while True:
        trials.random.shuffle(points)
        for fixture, number, after in points:
            name = f"SIGKILL {'after' if after else 'before'} a message"
            yield name, lambda f=fixture, n=number, a=after: trials.killed(f, n, after=a)


def cuts(trials: Lab, *, half_open: bool) -> Iterator[tuple[str, Trial]]:
    """The connection breaks at a COMMIT, or at any message."""
    for after, at_commit in itertools.cycle(itertools.product((False, True), (True, False))):
        fixture = trials.pick()
        _, _, messages, commits = trials.known(fixture)
        number = trials.random.randint(1, commits if at_commit else messages)
        held = (FOR_LONG if at_commit and number == commits and not after else 1.5) if half_open else 0
        strike = Strike(number=number, at_commit=at_commit, after=after, half_open=held)
        what = "half-open" if half_open else "cut"
        where = f"{'after' if after else 'before'} {'COMMIT' if at_commit else 'a message'}"
        yield f"connection {what} {where}", lambda f=fixture, s=strike: trials.cut(f, s)


def crowds(trials: Lab) -> Iterator[tuple[str, Trial]]:
    """2, 4, 16 at once."""
    for count, kill in itertools.cycle(itertools.product((2, 4, 16), (False, True))):
        name = f"{count} appliers at once{', one killed' if kill else ''}"
        yield name, lambda c=count, k=kill: trials.crowd(trials.pick(), c, kill=k)


def texts(trials: Lab) -> Iterator[tuple[str, Trial]]:
    """Hostile and failing files."""
    for words in itertools.cycle(files.REFUSED + files.BORNE):
        if words in files.BORNE:
            yield "a file that changes the session", lambda w=words: files.borne(trials, w)
        else:
            yield "a hostile or failing file", lambda w=words: files.refused(trials, w)


def run(report: Report, trials: Lab, count: int) -> None:
    """The trials on one server, `count` in all."""
    number = {name: max(1, round(count * share / 100)) for name, share in SHARES.items()}
    for trial in itertools.islice(boundaries(trials), number["killed"]):
        report.run(*trial)
    for half_open in (False, True):
        for trial in itertools.islice(cuts(trials, half_open=half_open), number["half-open" if half_open else "cut"]):
            report.run(*trial)
    for _ in range(number["terminated"]):
        report.run("pg_terminate_backend, three times", lambda: trials.terminated(trials.pick()))
    for trial in itertools.islice(crowds(trials), number["crowd"]):
        report.run(*trial)
    for _ in range(number["deadlock"]):
        report.run("deadlock", trials.deadlocked)
    for _ in range(number["no lock"]):
        report.run("lock not had in bounded time", trials.no_lock)
    for trial in itertools.islice(texts(trials), max(number["files"], len(files.REFUSED + files.BORNE))):
        report.run(*trial)
    for fixture in itertools.islice(itertools.cycle(servers.FULL), number["room"]):
        report.run("temp_file_limit", lambda f=fixture: servers.temporary_files(trials, f))


def own(report: Report, count: int) -> None:
    """The trials that need a server of their own: it is killed, its disk is full."""
    with servers.killable() as (server, trials):
        for _ in range(max(1, round(count * SHARES["server"] / 100))):
            report.run("postmaster SIGKILL, fsync on", lambda: servers.server_killed(trials, server, trials.pick()))
        with tempfile.TemporaryDirectory(dir=server.home.parent) as folder:
            mount = Path(folder)
            if not servers.mounted(mount, server.home):
                print("not run: a full disk (mounting a tmpfs needs root and CAP_SYS_ADMIN)", file=sys.stderr)
                return
            try:
                for fixture in itertools.islice(itertools.cycle(servers.FULL), max(1, round(count * SHARES["room"] / 100))):
                    report.run("disk full", lambda f=fixture: servers.small_disk(trials, f, mount))
            finally:
                server.close()
                subprocess.run(["umount", str(mount)], check=False)


def latencies(trials: Lab) -> None:
    """What the clients notice of a migration that waits, by lock_timeout."""
    print("\n| lock_timeout | median ms | p99 ms | highest ms | outcome |\n|---:|---:|---:|---:|---|")
    for timeout in (0.05, 0.2, 2.0, 60.0):
        told = contention.measured(trials, timeout, hold=5)
        print(f"| {timeout:g} s | {told.median * 1000:.1f} | {told.p99 * 1000:.0f} | {told.highest * 1000:.0f} | {told.outcome} |")


def main() -> int:
    """0 where nothing was violated."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--major", type=int, help="a PostgreSQL of this machine instead of the embedded one")
    wanted = parser.parse_args()
    report = Report()
    binaries = local(wanted.major) if wanted.major else None
    if wanted.major and binaries is None:
        parser.error(f"PostgreSQL {wanted.major} is not installed")
    with open_scratch("embedded") as found:
        server = own_server(binaries) if binaries else found
        with server.database() as url, lab(url, wanted.seed) as trials:
            run(report, trials, wanted.trials)
            if not wanted.major:
                own(report, wanted.trials)
            latencies(trials)
    print(f"\nseed {wanted.seed}, PostgreSQL {server.major}\n\n{report.table()}")
    return 1 if report.violated.total() else 0


if __name__ == "__main__":
    sys.exit(main())
