"""How the cost grows with the number of tables: inspect beside pg_dump, and the diff of two snapshots with 100 differences.

`task bench` shows it; the part that runs in a process of its own: python bench/growth.py URL
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.connect import connect
from schemadiff.diff import plan
from schemadiff.introspect import read_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

DIFFERENCES = 100
INSPECT_AIMS = ((10_000, 1.0), (1000, 1.5), (0, 3.0))
"""Ratios, each from that many tables on: below a thousand starting Python weighs."""
DIFF_AIM, MEMORY_AIM = 5.0, 600
HEAD = (
    f"\n{'':<16}{'inspect':^32}{'pg_dump':^8}{'':>8}{'diff of two snapshots, ' + str(DIFFERENCES) + ' differences':>46}\n"
    f"{'tables':<16}{'s':>8}{'CPU, s':>8}{'ms/table':>9}{'MB':>7}{'s':>8}{'ratio':>8}{'aim':>6}{'s':>25}{'CPU, s':>8}{'MB':>7}"
)
CHANGED = """
SELECT format('ALTER TABLE %%I.%%I ALTER COLUMN %%I SET STATISTICS 77', n.nspname, c.relname, a.attname)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.oid >= 16384 AND n.nspname = 'public' AND a.attnum > 0
ORDER BY hashint4(c.oid::int4 + a.attnum) LIMIT %(differences)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One process: wall and processor time in seconds, its most memory in megabytes, what it printed if that was wanted."""

    wall: float
    cpu: float
    memory: float
    text: str = ""


def measured(command: list[str], environment: dict[str, str], *, read: bool = False) -> Run:
    """Runs `command`; the bench ends where that fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE if read else subprocess.DEVNULL, env=environment)
    text = process.stdout.read().decode() if process.stdout is not None else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}\nended with {process.returncode}")
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(wall=time.perf_counter() - start, cpu=usage.ru_utime + usage.ru_stime, memory=kilobytes / 1024, text=text)


def median(runs: list[Run], of: Callable[[Run], float]) -> float:
    return statistics.median(map(of, runs))


def show(tables: int, url: str, inspect: list[str], dump: list[str], environment: dict[str, str], runs: int) -> None:
    """One line of the table, for the database at `url`. The runs of the two sides take turns."""
    measured(inspect, environment), measured(dump, environment)  # neither side pays for a cold server
    pairs = [(measured(inspect, environment), measured(dump, environment)) for _ in range(runs)]
    ours, theirs = [a for a, _ in pairs], [b for _, b in pairs]
    took, reference = median(ours, lambda r: r.wall), median(theirs, lambda r: r.wall)
    difference = measured([sys.executable, __file__, url], environment, read=True)
    seconds, used = map(float, difference.text.split())
    memory = median(ours, lambda r: r.memory)
    aim = next(ratio for least, ratio in INSPECT_AIMS if tables >= least)
    missed = took / reference > aim or seconds > DIFF_AIM or max(memory, difference.memory) > MEMORY_AIM
    print(
        f"{tables:<16,}{took:8.2f}{median(ours, lambda r: r.cpu):8.2f}{1000 * took / tables:9.2f}{memory:7.0f}{reference:8.2f}"
        f"{took / reference:8.2f}{aim:6.1f}{seconds:25.2f}{used:8.2f}{difference.memory:7.0f}{' missed' if missed else ''}",
        flush=True,
    )


def differences(url: str) -> tuple[float, float]:
    """Wall and processor seconds for the plan between a database's state and that with 100 columns altered; the alterations stay."""
    gc.disable()  # as the commands do
    with connect(url) as connection:
        before = read_snapshot(connection)
        for (statement,) in connection.execute(CHANGED, {"differences": DIFFERENCES}).fetchall():
            connection.execute(statement)
        after = read_snapshot(connection)
    start, used = time.perf_counter(), time.process_time()
    found = plan(before, after)
    took, cpu = time.perf_counter() - start, time.process_time() - used
    if len(found.summaries) != DIFFERENCES:
        sys.exit(f"{len(found.summaries)} differences where {DIFFERENCES} were wanted")
    return took, cpu


if __name__ == "__main__":
    print(*differences(sys.argv[1]))
