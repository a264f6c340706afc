"""Speed, side by side in one run: schemadiff against pg_dump and psql, as whole processes, medians over several runs.

    python bench/bench.py [--runs 5] [--tables 1000] [--schema FILE ...]

The server is a throw-away one: PostgreSQL 15 of this machine where there is one, else the embedded one. `--schema` adds the
schemas of files; a generated one of `--tables` tables always comes last.
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

from generate import schema

from schemadiff.connect import connect
from schemadiff.scratch import embedded, local, own_server

if TYPE_CHECKING:
    from schemadiff.scratch.server import ScratchServer

TOOL = [sys.executable, "-m", "schemadiff"]


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """The wall time of one process; what it prints is thrown away. Raises CalledProcessError."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    return time.perf_counter() - start


class Bench:
    """Timings on one server, with a cache folder of their own."""

    def __init__(self, server: ScratchServer, runs: int, folder: Path) -> None:
        self.server, self.runs, self.folder = server, runs, folder
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}

    def program(self, name: str) -> str:
        found = self.server.bin / name if self.server.bin else None
        return str(found) if found and found.exists() else shutil.which(name) or name

    def report(self, what: str, ours: list[float], theirs: list[float] | None, aim: str) -> None:
        median = statistics.median(ours)
        line = f"{what:<44} {median:7.3f} s ({min(ours):.3f}-{max(ours):.3f})"
        if theirs:
            other = statistics.median(theirs)
            line += f"  against {other:7.3f} s ({min(theirs):.3f}-{max(theirs):.3f})  ratio {median / other:5.2f}"
        print(f"{line}  aim {aim}", flush=True)

    def start(self) -> None:
        """Start-up."""
        for argument in ("--version", "--help"):
            self.report(f"schemadiff {argument}", [seconds([*TOOL, argument], self.environment) for _ in range(self.runs)], None, "0.15 s")

    def load(self, file: Path, url: str) -> float:
        return seconds([self.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(file)], self.environment)

    def dump(self, url: str) -> float:
        return seconds([self.program("pg_dump"), "--schema-only", "-d", url], self.environment)

    def inspect(self, label: str, url: str, aim: str) -> None:
        """Inspect against pg_dump, in turn."""
        command = [*TOOL, "schema", "inspect", "--url", url, "--format", "sql"]
        pairs = [(seconds(command, self.environment), self.dump(url)) for _ in range(self.runs)]
        self.report(f"{label}: inspect / pg_dump", [a for a, _ in pairs], [b for _, b in pairs], aim)

    def forget(self) -> None:
        shutil.rmtree(self.folder / "cache" / "schemadiff" / "snapshots", ignore_errors=True)

    def diff(self, label: str, file: Path, url: str) -> None:
        """A cold and a warm diff against psql's load of the same file plus two dumps, in turn."""
        command = [*TOOL, "schema", "diff", "--from", url, "--to", str(file), "--dev-url", self.server.url, "--format", "sql"]
        cold, warm, reference = [], [], []
        for _ in range(self.runs):
            self.forget()
            cold.append(seconds(command, self.environment))
            warm.append(seconds(command, self.environment))
            with self.server.database() as other:
                reference.append(self.load(file, other) + self.dump(other) + self.dump(url))
        self.report(f"{label}: cold diff / load + 2 dumps", cold, reference, "1.00")
        self.report(f"{label}: warm diff / load + 2 dumps", warm, reference, "0.33")

    def measure(self, label: str, file: Path, aim: str) -> None:
        """All of one schema."""
        with self.server.database() as url:
            self.load(file, url)
            with connect(url) as connection:
                connection.execute("VACUUM ANALYZE")
            self.inspect(label, url, aim)
            self.diff(label, file, url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--schema", type=Path, action="append", default=[])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(own_server(local(15) or embedded()), options.runs, Path(folder))
        bench.start()
        for file in options.schema:
            bench.measure(file.stem, file, "3.00")
        generated = Path(folder) / "generated.sql"
        generated.write_text(schema(options.tables))
        bench.measure(f"{options.tables} tables", generated, "1.50")


if __name__ == "__main__":
    main()
