"""A project's development database: an embedded server whose data stay."""

from __future__ import annotations

import contextlib
import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from psycopg import sql

from schemadiff.connect import connect
from schemadiff.core.errors import ScratchError
from schemadiff.scratch.binaries import embedded
from schemadiff.scratch.cluster import Cluster, place
from schemadiff.scratch.folders import FileLock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "app"
SETTINGS = ("jit=off", "wal_level=logical", "max_connections=100", "log_min_messages=warning")


class EmbeddedDatabase:
    """The development server of a project folder. Many processes may use it; the last one's end stops it, unless `up`.

    Users hold a shared lock on a file, which ends with them however they end; the server's watcher waits for it.
    """

    def __init__(self, project: Path) -> None:
        mark = hashlib.sha256(os.fsencode(project.absolute())).hexdigest()[:16]
        self._folder, self._account = place("projects", mark)

    def up(self, dbname: str = DATABASE) -> str:
        """Starts the server, where it does not run, until `down`; the URL of a database there. Raises ScratchError."""
        with self._changing(), self._using() as cluster:
            # A server started after a reboot is another one, which nobody asked to keep.
            self._keep.write_text(str(cluster.running()))
            return _database(cluster, dbname)

    def down(self) -> None:
        """Stops the server; the data stay."""
        with self._changing():
            self._keep.unlink(missing_ok=True)
            self._cluster().stop()

    def running(self) -> str | None:
        """The URL of the database of a running server."""
        cluster = self._cluster()
        return cluster.url(DATABASE) if cluster.running() is not None else None

    @contextmanager
    def use(self, dbname: str = DATABASE) -> Iterator[str]:
        """The URL of a database there; the server runs at least until the end. Raises ScratchError."""
        with contextlib.ExitStack() as stack:
            with self._changing():
                cluster = stack.enter_context(self._using())
                url = _database(cluster, dbname)
            yield url

    def reset(self) -> None:
        """Stops the server and removes all its data."""
        with self._changing():
            self._keep.unlink(missing_ok=True)
            cluster = self._cluster()
            cluster.stop()
            cluster.destroy()

    @property
    def _users(self) -> Path:
        return self._folder / "users"

    @property
    def _keep(self) -> Path:
        return self._folder / "users.keep"

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o711)
            with FileLock(self._folder / "change"):
                yield
        except OSError as error:
            raise ScratchError(f"the development database's folder: {error}") from None

    @contextmanager
    def _using(self) -> Iterator[Cluster]:
        """Counts as a user; a server that is just stopping is waited for."""
        users = FileLock(self._users)
        users.acquire(shared=True)
        try:
            yield self._started()
        finally:
            users.release()

    def _started(self) -> Cluster:
        cluster = self._cluster()
        if cluster.running() is None:
            if not cluster.exists:
                cluster.create(account=self._account)
            cluster.start(SETTINGS, lock=self._users, apart=True)
        return cluster

    def _cluster(self) -> Cluster:
        return Cluster(embedded(), self._folder / "cluster")


def _database(cluster: Cluster, dbname: str) -> str:
    with connect(cluster.url()) as connection:
        known = connection.execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", (dbname,)).fetchone()
        if known is None:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
            connection.execute(create.format(sql.Identifier(dbname)))
    return cluster.url(dbname)
