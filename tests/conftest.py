"""Real servers and empty databases for the tests."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from majors import EMBEDDED, MAJORS, server_of

from schemadiff.scratch import ScratchServer, open_scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30
"""Bytes that the servers of a whole run may need there."""
OURS = []


def pytest_configure(config: pytest.Config) -> None:
    """Servers of the tests keep their files in memory where there is enough: they make and drop thousands of databases."""
    if hasattr(config, "workerinput") or "XDG_CACHE_HOME" in os.environ:
        return
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        OURS.append(tempfile.mkdtemp(prefix="schemadiff-tests-", dir=MEMORY))
        os.environ["XDG_CACHE_HOME"] = OURS[0]


def pytest_unconfigure() -> None:
    for folder in OURS:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[ScratchServer]:
    """The embedded server, one for each process that tests."""
    with open_scratch("embedded") as opened:
        yield opened


@pytest.fixture
def fresh_database(server: ScratchServer) -> Iterator[Callable[[], str]]:
    """Call it for the URL of a new empty database, which is dropped after the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(server.database())


@pytest.fixture(scope="session")
def local15() -> ScratchServer:
    """A server of PostgreSQL 15 from the programs of this machine."""
    return server_of(15)


@pytest.fixture(params=MAJORS)
def scratch(request: pytest.FixtureRequest) -> ScratchServer:
    """A server of each major version that is tested."""
    found: ScratchServer = request.getfixturevalue("server") if request.param == EMBEDDED else server_of(request.param)
    return found
