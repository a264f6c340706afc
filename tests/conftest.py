"""Real servers and empty databases for the tests."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from majors import EMBEDDED, MAJORS, server_of

from schemadiff.scratch import ScratchServer, open_scratch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


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
