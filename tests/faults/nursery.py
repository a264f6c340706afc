"""Processes that apply, forked from one that has everything imported: a trial is not to cost a start of Python."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__)
ROOT = HERE.parents[2]


class Applier:
    """A process that applies a folder; `outcome` is what it wrote before it ended, None where it was killed."""

    def __init__(self, pid: int, outcome: Path) -> None:
        self.pid = pid
        self._file = outcome

    def kill(self) -> None:
        """SIGKILL."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self, seconds: float = 60) -> str | None:
        """Until it has ended."""
        end = time.monotonic() + seconds
        while _lives(self.pid):
            if time.monotonic() > end:
                raise TimeoutError("the applier does not end")
            time.sleep(0.003)
        return self._file.read_text() if self._file.exists() else None


class Nursery:
    """Forks appliers on demand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen([sys.executable, str(HERE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)

    def apply(self, url: str, folder: Path, **options: float) -> Applier:
        """A new process that applies `folder` to `url`."""
        self._count += 1
        outcome = self._folder / f"outcome{self._count}"
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([url, str(folder), str(outcome), options]) + "\n")
        self._process.stdin.flush()
        return Applier(int(self._process.stdout.readline()), outcome)

    def close(self) -> None:
        """Ends the parent of the appliers."""
        self._process.terminate()
        self._process.wait()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _apply(url: str, folder: str, outcome: str, options: dict[str, float]) -> None:
    from schemadiff.apply import ApplyOptions, apply
    from schemadiff.core.errors import SchemadiffError
    from schemadiff.migration import Folder

    try:
        told = f"done {len(apply(url, Folder.read(Path(folder)), ApplyOptions(**options)).done)}"
    except SchemadiffError as error:
        told = f"{type(error).__name__}: {error}"
    except BaseException as error:  # noqa: BLE001 -- the trial tells it
        told = f"UNEXPECTED {type(error).__name__}: {error}"
    Path(outcome).write_text(told)


def main() -> None:
    """Reads requests, forks, answers with the process number."""
    import schemadiff.apply.runner
    import schemadiff.parser.statements  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _apply(*json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
