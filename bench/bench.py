"""Speed, side by side in one run: schemadiff against pg_dump and psql, as whole processes, medians over several runs.

    python bench/bench.py [--runs 5] [--tables 1000] [--schema FILE ...] [--growth 100 1000 10000] [--server local|embedded]

The server is a throw-away one of schemadiff's: PostgreSQL of this machine (15, else the newest) where there is one, else the
embedded one. `--schema` adds the schemas of files; a generated one of `--tables` tables comes next (0 leaves it out). A ratio is
that of the two medians. The runs of the two sides take turns, so that what else the machine does weighs on both. `--growth`
names the sizes of generated schemas whose costs are shown one below the other; 10,000 tables take some minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import growth
from generate import schema

from schemadiff.connect import connect
from schemadiff.scratch import client_program, local, open_scratch

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from schemadiff.scratch import ScratchServer

TOOL = [sys.executable, "-m", "schemadiff"]
PREFERRED = 15
START_AIM = 0.15
LARGE = 1000
GROWTH = (100, 1000)
INSPECT_AIM, INSPECT_AIM_SMALL = 1.5, 3.0
"""At 1,000 tables and over; below that starting Python weighs."""
COLD_AIM, WARM_AIM = 1.0, 1 / 3
TABLES = "SELECT count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p') AND oid >= 16384"
HEAD = f"{'':<34}{'schemadiff, s':^24}{'PostgreSQL, s':^24}\n{'':<34}" + 2 * "     min  median     max" + "   ratio     aim"


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """The wall time of one process; what it prints on standard output is thrown away. Ends the bench where it fails."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    took = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-2000:]}")
    return took


def figures(times: list[float]) -> str:
    return "".join(f"{value:8.3f}" for value in (min(times), statistics.median(times), max(times)))


def row(what: str, ours: list[float], theirs: list[float] | None, aim: float) -> None:
    """One line of the table; an aim that is missed is marked."""
    reached = statistics.median(ours) / (statistics.median(theirs) if theirs else 1)
    mark = " " if reached <= aim else " missed"
    other = figures(theirs) + f"{reached:8.2f}" if theirs else 32 * " "
    print(f"{what:<34}{figures(ours)}{other}{aim:8.2f}{'' if theirs else ' s'}{mark}".rstrip(), flush=True)


class Bench:
    """Timings on one server, with a cache folder of their own."""

    def __init__(self, server: ScratchServer, runs: int, folder: Path) -> None:
        self.server, self.runs, self.cache = server, runs, folder / "cache"
        # psql and pg_dump must talk to nothing but the server that they are told of.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self.environment = {**kept, "XDG_CACHE_HOME": str(self.cache)}

    def program(self, name: str) -> str:
        found = self.server.bin / name if self.server.bin else None
        if found is None or not found.exists():
            found = client_program(name, self.server.major)
        return str(found or sys.exit(f"no {name} of PostgreSQL {self.server.major} or newer"))

    def tool(self, *arguments: str) -> float:
        return seconds([*TOOL, *arguments], self.environment)

    def load(self, file: Path, url: str) -> float:
        return seconds([self.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(file)], self.environment)

    def dump(self, url: str) -> float:
        return seconds([self.program("pg_dump"), "--schema-only", "-d", url], self.environment)

    def start(self) -> None:
        """Start-up."""
        self.tool("--version")  # compiles what is not compiled yet
        times = [(self.tool("--version"), self.tool("--help")) for _ in range(self.runs)]
        row("start: --version", [v for v, _ in times], None, START_AIM)
        row("start: --help", [h for _, h in times], None, START_AIM)

    def inspect(self, label: str, url: str, aim: float) -> None:
        """Inspect against pg_dump, in turn."""
        command = ("schema", "inspect", "--url", url, "--format", "sql")
        self.tool(*command), self.dump(url)  # neither side pays for a cold server
        pairs = [(self.tool(*command), self.dump(url)) for _ in range(self.runs)]
        row(f"{label}: inspect", [a for a, _ in pairs], [b for _, b in pairs], aim)

    def forget(self) -> None:
        """Empties the snapshot cache."""
        shutil.rmtree(self.cache / "schemadiff" / "snapshots", ignore_errors=True)

    def diff(self, label: str, file: Path, url: str) -> None:
        """A cold and a warm diff against psql's load of the same file plus two dumps, in turn."""
        command = ("schema", "diff", "--from", url, "--to", str(file), "--dev-url", self.server.url, "--format", "sql")
        cold, warm, reference = [], [], []
        for _ in range(self.runs):
            self.forget()
            cold.append(self.tool(*command))
            warm.append(self.tool(*command))
            with self.server.database() as other:
                reference.append(self.load(file, other) + self.dump(other) + self.dump(url))
        row(f"{label}: cold diff", cold, reference, COLD_AIM)
        row(f"{label}: warm diff", warm, reference, WARM_AIM)

    def measure(self, name: str, file: Path) -> None:
        """All of one schema."""
        with self.server.database() as url:
            self.load(file, url)
            with connect(url) as connection:
                connection.execute("VACUUM ANALYZE")
                found = connection.execute(TABLES).fetchone()
            tables = found[0] if found else 0
            label = f"{name}, {tables:,} tables"
            self.inspect(label, url, INSPECT_AIM if tables >= LARGE else INSPECT_AIM_SMALL)
            self.diff(label, file, url)

    def grow(self, tables: int, folder: Path) -> None:
        """One line of how the cost grows."""
        with self.server.database() as url:
            self.load(generated(tables, folder), url)
            with connect(url) as connection:
                connection.execute("VACUUM ANALYZE")
            inspect = [*TOOL, "schema", "inspect", "--url", url, "--format", "sql"]
            growth.show(tables, url, inspect, [self.program("pg_dump"), "--schema-only", "-d", url], self.environment, self.runs)


def generated(tables: int, folder: Path) -> Path:
    """A file with a schema of that many tables."""
    file = folder / f"generated{tables}.sql"
    file.write_text(schema(tables), encoding="utf-8")
    return file


def server(choice: str) -> AbstractContextManager[ScratchServer]:
    """A throw-away server of schemadiff's."""
    found = None if choice == "embedded" else local(PREFERRED) or local()
    if choice == "local" and found is None:
        sys.exit("no PostgreSQL server programs on this machine")
    return open_scratch("auto", target_major=found.major) if found else open_scratch("embedded")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tables", type=int, default=LARGE)
    parser.add_argument("--schema", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--growth", type=int, nargs="*", default=GROWTH, metavar="TABLES")
    parser.add_argument("--server", choices=("auto", "local", "embedded"), default="auto")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error("--runs must be 1 or more")
    with tempfile.TemporaryDirectory() as folder, server(options.server) as scratch:
        bench = Bench(scratch, options.runs, Path(folder))
        busy = os.getloadavg()[0]
        print(f"PostgreSQL {scratch.major}, {os.cpu_count()} processors, load {busy:.1f}, runs {options.runs}\n\n{HEAD}", flush=True)
        bench.start()
        for file in options.schema:
            bench.measure(file.stem, file)
        if options.tables:
            bench.measure("generated", generated(options.tables, Path(folder)))
        print("\nPostgreSQL: inspect against pg_dump --schema-only; diff against psql loading the file, and two such dumps.")
        if options.growth:
            print(growth.HEAD, flush=True)
        for tables in options.growth:
            bench.grow(tables, Path(folder))


if __name__ == "__main__":
    main()
