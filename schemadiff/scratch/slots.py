"""Servers of this process. Each runs in a slot, a cluster that stays for the next process, and ends with this one."""

from __future__ import annotations

import atexit
import hashlib
import itertools
import os
import threading
from typing import TYPE_CHECKING, Any

import psycopg

from schemadiff.connect import connect
from schemadiff.core.errors import SchemadiffError, ScratchError
from schemadiff.scratch.cluster import Cluster, place
from schemadiff.scratch.folders import FileLock
from schemadiff.scratch.guard import LOWER, SET_UP, SUPERUSER
from schemadiff.scratch.server import ScratchServer, open_server

if TYPE_CHECKING:
    from pathlib import Path

    from schemadiff.scratch.binaries import Binaries

# Nothing here outlives a crash of the machine: speed is all.
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "jit=off",
    "wal_level=logical",
    # No subscription of a schema ever connects by itself.
    "max_logical_replication_workers=0",
    "max_connections=100",
    "max_locks_per_transaction=1024",
    "log_min_messages=fatal",
    "log_min_error_statement=panic",
    "log_checkpoints=off",
)
_LEFT_DATABASES = """SELECT datname FROM pg_catalog.pg_database
    WHERE datname NOT IN ('postgres', 'template0', 'template1')"""
_LEFT_SLOTS = "SELECT pg_catalog.pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots"


class _Slot:
    """A cluster whose lock this process holds, and the server that runs there."""

    def __init__(self, cluster: Cluster, lock: FileLock, server: ScratchServer) -> None:
        self.cluster = cluster
        self.lock = lock
        self.server = server

    def close(self) -> None:
        """Stops the server; another process may then have the slot."""
        self.cluster.stop()
        self.lock.release()


_open: dict[tuple[int, Binaries], _Slot] = {}
_guard = threading.RLock()


def own_server(binaries: Binaries) -> ScratchServer:
    """This process's server of those programs, started the first time. Raises ScratchError."""
    key = (os.getpid(), binaries)
    with _guard:
        slot = _open.get(key)
        if slot is not None and slot.cluster.running() is None:
            slot.close()
            del _open[key]
            slot = None
        if slot is None:
            if not _open:
                atexit.register(close_all)
            slot = _open[key] = _take(binaries)
        return slot.server


def close_all() -> None:
    """Stops the servers of this process."""
    with _guard:
        for key in [k for k in _open if k[0] == os.getpid()]:
            _open.pop(key).close()


def _take(binaries: Binaries) -> _Slot:
    """The first slot that no process holds, made where there is none."""
    try:
        folder, account = place("servers", _mark(binaries))
        return _take_in(folder, binaries, account)
    except OSError as error:
        raise ScratchError(f"no folder for a scratch server: {error}", hint="XDG_CACHE_HOME names another") from None


def _take_in(folder: Path, binaries: Binaries, account: int | None) -> _Slot:
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    for number in itertools.count():
        lock = FileLock(folder / f"slot-{number}.lock")
        if lock.acquire(wait=False):
            try:
                return _started(Cluster(binaries, folder / f"slot-{number}", superuser=SUPERUSER), lock, account)
            except BaseException:
                lock.release()
                raise
    raise AssertionError


def _started(cluster: Cluster, lock: FileLock, account: int | None) -> _Slot:
    if cluster.exists:
        try:
            cluster.start(SETTINGS, lock=lock.file)
            server = open_server(cluster.url(), own=True, bin=cluster.binaries.bin, guarded=True)
            _sweep(server)
        except (SchemadiffError, psycopg.Error, OSError):
            # Whatever it is, a new one has it not.
            cluster.stop()
        else:
            return _Slot(cluster, lock, server)
    cluster.create(account=account)
    try:
        cluster.start(SETTINGS, lock=lock.file)
        server = open_server(cluster.url(), own=True, bin=cluster.binaries.bin, guarded=True)
        with connect(server.url) as connection:
            connection.execute("SET allow_system_table_mods = on")
            connection.execute(SET_UP.encode())
        return _Slot(cluster, lock, server)
    except BaseException:
        cluster.stop()
        raise


def _sweep(server: ScratchServer) -> None:
    """Removes what a killed process left, and roles, which belong to no database."""
    with connect(server.url) as connection:
        connection.execute(LOWER.encode())
        for name in _names(connection, _LEFT_DATABASES):
            server.drop(name)
        connection.execute(_LEFT_SLOTS)
    server.drop_roles()


def _names(connection: psycopg.Connection[Any], query: str) -> list[str]:
    return [row[0] for row in connection.execute(query.encode())]


def _mark(binaries: Binaries) -> str:
    """Names the programs: others, even of the same place, get other clusters."""
    found = binaries.program("postgres").stat()
    text = f"{SUPERUSER}\n{SET_UP}\n{binaries.bin}\n{found.st_mtime_ns}\n{found.st_size}"
    return f"{binaries.major}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
