"""The state before each migration: the folder replayed in scratch, on an empty database or on what a live one holds."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import MigrationError
from schemadiff.lint.catalog import Catalog, read_catalog
from schemadiff.lint.runner import FAILS
from schemadiff.scratch.guard import plainly
from schemadiff.sources.execute import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from schemadiff.core.fact import Snapshot
    from schemadiff.lint.tree import Name
    from schemadiff.migration import Folder, Migration
    from schemadiff.sources import Session

# As `Session.replay` sets it: files by hand write bare names.
_PLAIN_PATH = 'SET search_path = "$user", public'


class Replay:
    """A scratch database on its way through a folder. Once a file failed, nothing is known any more."""

    def __init__(self, session: Session, connection: psycopg.Connection[Any], folder: Folder, empty: frozenset[Name]) -> None:
        self._session, self._connection, self._folder, self._empty = session, connection, folder, empty
        self._lost = False

    def catalog(self) -> Catalog | None:
        """The facts before the next file."""
        return None if self._lost else read_catalog(self._connection, empty=self._empty)

    def run(self, migration: Migration) -> tuple[Diagnostic, ...]:
        """Executes a file; what PostgreSQL says against it, with its place."""
        if self._lost or (migration.checkpoint and migration != self._folder.migrations[0]):
            return ()
        alone = replace(self._folder, migrations=(migration,))
        try:
            run_folder(self._connection, alone, own=self._session.server.own, roles=self._session.whole_servers)
        except MigrationError as error:
            self._lost = True
            return tuple(replace(d, code=FAILS, severity=Severity.ERROR) for d in error.diagnostics)
        return ()


@contextmanager
def replaying(session: Session, folder: Folder, *, start: Snapshot | None = None, empty: frozenset[Name] = frozenset()) -> Iterator[Replay]:
    """A replay of `folder` in a scratch database, which goes at the end; `start` is what a live database holds."""
    with session.database() as connection:
        if start is not None:
            session.fill(connection, start)
        plainly(connection, _PLAIN_PATH)
        yield Replay(session, connection, folder, empty)
