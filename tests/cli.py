"""The console script as its users run it: a process of its own, with a terminal or without."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPT = str(Path(sysconfig.get_path("scripts")) / "schemadiff")


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SCHEMADIFF", "PG", "COV_"))}
    return {**kept, "TERM": "xterm", "COLUMNS": "100", **(extra or {})}


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPT, *arguments],
        cwd=cwd,
        env=environment(env),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@dataclass
class OnTerminal:
    output: str
    code: int


def run_on_terminal(
    *arguments: str,
    cwd: Path,
    answer: bytes,
    until: str,
    env: dict[str, str] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> OnTerminal:
    """Runs the script on a pseudo-terminal; types `answer` once `until` was printed and `meanwhile` was done."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "schemadiff", *arguments],
        cwd=cwd,
        env=environment(env),
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=_own_terminal,  # noqa: PLW1509
    )
    os.close(slave)
    output, typed, end = b"", False, time.monotonic() + 120
    while time.monotonic() < end:
        if select.select([master], [], [], 0.2)[0]:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            output += data
        if not typed and until.encode() in output:
            meanwhile()
            os.write(master, answer)
            typed = True
    code = process.wait(timeout=30)
    os.close(master)
    return OnTerminal(output=output.decode(errors="replace"), code=code)


def _own_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
