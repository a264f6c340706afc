"""One job's scratch server, and the snapshots that it makes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache as cache_result
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadiff.connect import connect
from schemadiff.core.busy import EVERY, NONE, Busy, OnlineMode
from schemadiff.core.errors import UsageError
from schemadiff.core.include import SECRETS
from schemadiff.core.plan import Plan
from schemadiff.diff import create_script, renaming
from schemadiff.introspect import Selection, findings, read_snapshot, secrets_missing, tables_with_rows
from schemadiff.objects import KIND
from schemadiff.online import plan as make_plan
from schemadiff.scratch.guard import guard_of, plainly
from schemadiff.sources import cache, git, saved
from schemadiff.sources.places import read_paths
from schemadiff.sources.sides import own, set_apart
from schemadiff.sources.stated import as_stated, with_versions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import psycopg

    from schemadiff.core.fact import Snapshot
    from schemadiff.diff import Rename
    from schemadiff.migration import Folder
    from schemadiff.parser import DataStep, LocatedStatement, Renamed, SourceFile
    from schemadiff.scratch import ScratchServer

    Maker = Callable[[psycopg.Connection[Any]], None]

MIGRATIONS = "migrations:"
URL_SCHEMES = ("postgresql://", "postgres://")
PLAIN_PATH = 'SET search_path = "$user", public'
SERVER = """
SELECT current_setting('server_version') || coalesce(string_agg(name || '=' || version, ',' ORDER BY name, version), '')
FROM pg_catalog.pg_available_extension_versions
"""


@contextmanager
def open_session(dev: str, target_url: str | None = None, include: tuple[str, ...] = ()) -> Iterator[Session]:
    """A session whose scratch server is started when first needed and stopped at the end.

    `dev` is as in the configuration; `target_url`, where there is one, is the database whose major version matters.
    `include` is what to read besides, as in `Selection`; what is the whole server's needs a scratch server of our own.
    """
    with ExitStack() as stack:
        yield Session(dev, target_url, stack, include)


class Session:
    """Makes snapshots of any source, plans between them and scratch databases that hold them."""

    def __init__(self, dev: str, target_url: str | None, stack: ExitStack, include: tuple[str, ...] = ()) -> None:
        self.dev, self.target_url, self.stack, self.include = dev, target_url, stack, include
        self.started: ScratchServer | None = None
        self.target_version: int | None = None
        self.makers: dict[str, Maker] = {}
        self.parsed: dict[str, Callable[[], tuple[LocatedStatement, ...]]] = {}
        self.texts: dict[str, tuple[str, ...]] = {}
        self.servers: dict[str, str] = {}
        self.seen: dict[str, Snapshot] = {}
        """Live databases as they were read, by URL."""

    @property
    def server(self) -> ScratchServer:
        """The scratch server. Raises ScratchError where none can be had."""
        if self.started is None:
            from schemadiff.scratch import open_scratch

            major = self.major_of_target()
            self.started = self.stack.enter_context(open_scratch(self.dev, target_url=self.target_url, target_major=major))
        return self.started

    def major_of_target(self) -> int | None:
        if self.target_version is None and self.target_url is not None:
            with connect(self.target_url) as connection:
                self.target_version = connection.info.server_version
        return self.target_version // 10000 if self.target_version else None

    @property
    def whole_servers(self) -> bool:
        """Whether what is the whole server's counts, too: roles."""
        return any(kind.of_server and kind.include in self.include for kind in KIND.values())

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection to an empty scratch database, which goes at the end."""
        with self.scratch() as url, self.server.connection(url) as connection:
            yield connection

    @contextmanager
    def scratch(self) -> Iterator[str]:
        """The URL of an empty scratch database; where the server's own objects count, its roles are ours alone meanwhile."""
        if not self.whole_servers:
            with self.server.database() as url:
                yield url
            return
        if not self.server.own:
            raise UsageError(
                "include is about the whole server here, which needs a scratch server of schemadiff's own", hint="--dev-url embedded"
            )
        self.server.drop_roles()
        try:
            with self.server.database() as url:
                yield url
        finally:
            self.server.drop_roles()

    def read(self, connection: psycopg.Connection[Any]) -> Snapshot:
        """The snapshot of a scratch database, as its superuser sees it where the schema was loaded without a superuser's rights."""
        guard = guard_of(connection)
        if guard is None:
            return read_snapshot(connection, Selection(include=self.include))
        return read_snapshot(guard.whole(), Selection(default_owner=connection.info.user, include=self.include))

    def pair(self, old: str, new: str) -> tuple[Snapshot, Snapshot]:
        """The snapshots of two sources, a database read while the other one is made."""
        if not old.startswith(URL_SCHEMES):
            return self.set_apart(self.snapshot(old), self.snapshot(new))
        with ThreadPoolExecutor(1) as background:
            reading = background.submit(self.live, old)
            desired = self.snapshot(new)
        return self.set_apart(self.comparable(reading.result()), desired)

    def set_apart(self, one: Snapshot, other: Snapshot) -> tuple[Snapshot, Snapshot]:
        """The two without what is left alone; where they come from still holds for them."""
        parts = set_apart(one, other)
        for part, whole in zip(parts, (one, other), strict=True):
            if part is not whole and whole.fingerprint in self.makers:
                self.makers[part.fingerprint] = self.makers[whole.fingerprint]
            self.derive(part, whole)
        return parts

    def snapshot(self, source: str, *, default_owner: str | None = None, as_is: bool = False) -> Snapshot:
        """The snapshot of a URL, of paths (`BETWEEN_PATHS`), of `git:REV:PATH`, of `migrations:DIR` replayed or of a saved snapshot.

        With `as_is` a database of another major than the scratch server's is not translated: it can be shown, not compared.
        `default_owner` is the role whose ownership goes without saying in a live database; None is the connecting one.
        """
        if source.startswith(URL_SCHEMES):
            snapshot = self.live(source, default_owner)
            return snapshot if as_is else self.comparable(snapshot)
        if source.startswith(MIGRATIONS):
            from schemadiff.migration import Folder

            place = source.removeprefix(MIGRATIONS)
            texts = git.read_folder(place) if place.startswith(git.PREFIX) else None
            return self.replay(Folder.read(Path(place)) if texts is None else Folder.of_texts(Path(place), texts))
        if source.startswith(git.PREFIX):
            return self.files(git.read_files(source))
        found = saved.read(source)
        if found is not None:
            return found if as_is else self.comparable(found)
        return self.files(read_paths(source))

    def live(self, url: str, default_owner: str | None = None) -> Snapshot:
        """The snapshot of a database that is not ours; nothing but reading is done there."""
        with connect(url) as connection:
            snapshot = read_snapshot(connection, Selection(default_owner=default_owner, include=self.include))
        self.seen[url] = snapshot
        if url == self.target_url:
            self.target_version = snapshot.version
        return snapshot

    def comparable(self, snapshot: Snapshot) -> Snapshot:
        """`snapshot` as the scratch server's major prints it: what another major deparsed must not show as a change."""
        if snapshot.version // 10000 == self.server.major:
            return snapshot
        with self.database() as connection:
            self.rebuild(connection, snapshot)
            return with_versions_of(snapshot, self.read(connection))

    def files(self, sources: tuple[SourceFile, ...]) -> Snapshot:
        """What the SQL of `sources` makes of an empty database. Raises SqlError with the place of every error."""
        from schemadiff.parser import parse

        key = cache.key((*self.include, *(s.text for s in sources)), self.server_identity())
        snapshot = cache.load(key) if SECRETS not in self.include else None
        statements: Callable[[], tuple[LocatedStatement, ...]]
        if snapshot is not None:
            statements = cache_result(lambda: parse(sources, self.include))
        else:
            with ThreadPoolExecutor(1) as background:
                # The server makes the database in the meantime.
                statements = background.submit(parse, sources, self.include).result
                snapshot = as_stated(self.made_by(self.loading(statements)), "\n".join(s.text for s in sources))
            if SECRETS not in self.include:
                cache.save(key, snapshot)
        self.makers[snapshot.fingerprint] = self.loading(statements)
        self.parsed[snapshot.fingerprint] = statements
        self.texts[snapshot.fingerprint] = tuple(s.text for s in sources)
        return snapshot

    def derive(self, part: Snapshot, whole: Snapshot) -> Snapshot:
        """`part`, which is `whole` less what is left alone: what the files say holds for it too."""
        if part is not whole and whole.fingerprint in self.parsed:
            self.parsed[part.fingerprint] = self.parsed[whole.fingerprint]
            self.texts[part.fingerprint] = self.texts[whole.fingerprint]
        return part

    def loading(self, statements: Callable[[], tuple[LocatedStatement, ...]]) -> Maker:
        """How an empty scratch database gets what `statements` make."""

        def make(connection: psycopg.Connection[Any]) -> None:
            from schemadiff.parser import load

            plainly(connection, PLAIN_PATH)
            load(connection, statements(), own=self.server.own, roles=self.whole_servers)
            plainly(connection, "DISCARD ALL")

        return make

    def data_steps(self, snapshot: Snapshot) -> tuple[DataStep, ...]:
        """The statements that change rows in the files from which `snapshot` was made."""
        from schemadiff.parser import data_steps

        statements = self.parsed.get(snapshot.fingerprint)
        return data_steps(statements()) if statements else ()

    def server_identity(self) -> str:
        """Version and extensions of the scratch server."""
        url = self.server.url
        if url not in self.servers:
            with connect(url) as connection:
                row = connection.execute(SERVER).fetchone()
            self.servers[url] = row[0] if row else ""
        return self.servers[url]

    def replay(self, folder: Folder) -> Snapshot:
        """What the migrations of `folder` make of an empty database."""
        from schemadiff.sources.execute import run_folder

        def make(connection: psycopg.Connection[Any]) -> None:
            plainly(connection, PLAIN_PATH)
            run_folder(connection, folder, own=self.server.own, roles=self.whole_servers)
            plainly(connection, "DISCARD ALL")

        snapshot = self.made_by(make)
        self.makers[snapshot.fingerprint] = make
        return snapshot

    def made_by(self, make: Maker) -> Snapshot:
        with self.database() as connection:
            make(connection)
            return self.read(connection)

    def empty(self) -> Snapshot:
        """The snapshot of a database as CREATE DATABASE makes it."""
        return self.made_by(lambda _: None)

    def fill(self, connection: psycopg.Connection[Any], snapshot: Snapshot) -> None:
        """Makes `snapshot` in an empty scratch database: from its own SQL where it came from SQL, else from its facts."""
        make = self.makers.get(snapshot.fingerprint) or partial(self.rebuild, snapshot=snapshot)
        make(connection)

    def rebuild(self, connection: psycopg.Connection[Any], snapshot: Snapshot) -> None:
        """Makes `snapshot` from its facts in an empty scratch database."""
        from schemadiff.sources.execute import run_plan

        run_plan(connection, create_script(as_stated(snapshot, "")), own=self.server.own)

    def renames(self, current: Snapshot, desired: Snapshot, choose: Callable[[Rename], bool]) -> tuple[Rename, ...]:
        """What only has another name in `desired`: by the directives of its files, else where `choose` accepts it."""
        from schemadiff.sources.renames import find

        statements = self.parsed.get(desired.fingerprint)
        said: tuple[Renamed, ...] = ()
        if statements and any("renamed" in text for text in self.texts[desired.fingerprint]):
            from schemadiff.parser import renamed

            said = renamed(statements())
        return find(current, desired, said, choose, self.after)

    def after(self, current: Snapshot, desired: Snapshot, renames: Sequence[Rename]) -> Snapshot:
        """`current` once `renames`, on the way to `desired`, are made; as PostgreSQL shows it."""
        from schemadiff.sources.execute import run_plan

        with self.database() as connection:
            self.rebuild(connection, current)
            run_plan(connection, renaming(renames, current, desired), own=self.server.own)
            return with_versions_of(current, own(self.read(connection)))

    def busy(self, mode: OnlineMode, source: str) -> Busy:
        """The tables of `source` for which nobody may have to wait; only a live database tells which hold rows."""
        if mode is OnlineMode.ALWAYS:
            return EVERY
        if mode is OnlineMode.NEVER or not source.startswith(URL_SCHEMES):
            return NONE
        with connect(source) as connection:
            return Busy(tables=tables_with_rows(connection))

    def plan(self, current: Snapshot, desired: Snapshot, renames: Sequence[Rename] = (), busy: Busy = NONE) -> Plan:
        """The plan from `current` to `desired`, after `renames`; lock-safe for tables that are `busy`. Raises PlanError."""
        if current.version // 10000 != desired.version // 10000:
            raise UsageError("the two states come from different major versions of PostgreSQL", hint="give --dev-url")
        current, desired = set_apart(current, desired)
        seen = tuple(dict.fromkeys((*findings(current), *findings(desired), *secrets_missing(current, desired))))
        if not renames:
            return replace(make_plan(current, desired, busy=busy, target_version=self.target_version), diagnostics=seen)
        first = renaming(renames, current, desired, target_version=self.target_version)
        moved = busy.renamed(renames)
        rest = make_plan(self.after(current, desired, renames), desired, busy=moved, target_version=self.target_version)
        return Plan(
            statements=first.statements + rest.statements,
            current=current.fingerprint,
            desired=desired.fingerprint,
            summaries=first.summaries + rest.summaries,
            diagnostics=seen,
        )
