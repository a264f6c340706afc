"""One folder of migrations on many databases, or on many tenants' schemas."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemadiff.api import engine
from schemadiff.api.backup import BackupOptions, guarded
from schemadiff.api.dotenv import read_dotenv
from schemadiff.api.refusals import refuse_lossy_files
from schemadiff.apply.fleet import FleetOptions, Outcome, Target, TargetResult, run
from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import MigrationError, RefusedError, SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from schemadiff.api.config import Settings
    from schemadiff.apply import ApplyOptions, Status
    from schemadiff.migration import Folder, Migration

QUERY = re.compile(r"\s*(select|with|values|table)\b", re.IGNORECASE)
VARIABLE = re.compile(r"\$\{([^}]*)\}")
COLUMNS = ("name", "url", "database", "schema")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a target stands to the folder: `status` is None where it could not be asked, which `diagnostics` explain."""

    target: Target
    status: Status | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetProposal:
    """What is about to be done: which migrations to which targets, `current` ones having all, `unknown` not to be asked."""

    pending: dict[tuple[Migration, ...], tuple[Target, ...]]
    current: tuple[Target, ...]
    unknown: tuple[Standing, ...]

    @property
    def migrations(self) -> tuple[Migration, ...]:
        """All migrations that are pending somewhere, in order."""
        return tuple(sorted({m for todo in self.pending for m in todo}, key=lambda m: m.key))


def fleet_targets(settings: Settings, source: str) -> tuple[Target, ...]:
    """The targets that `source` names: a file with a target a line, or a query for the environment's database.

    A line is a URL, in which ${NAME} stands for a variable, or `schema=NAME URL` for a tenant's schema. A query's columns are
    `database`, `schema`, `url` and `name`, in any order; one that is called otherwise, alone, is the database. Raises UsageError
    for what is neither, for a line that is no target, and for a target that is named twice; DatabaseError.
    """
    with _reached(settings, source) as targets:
        return targets


@contextmanager
def _reached(settings: Settings, source: str) -> Iterator[tuple[Target, ...]]:
    """The targets; an embedded server that a query has asked for them runs until the end."""
    if not QUERY.match(source):
        yield _distinct(_read(settings, source))
        return
    with engine.reachable(settings.url, settings.project) as url:
        yield _distinct(_queried(url, source))


def _read(settings: Settings, source: str) -> Iterator[Target]:
    file = Path(source)
    if file.is_file():
        variables = read_dotenv(settings.project / ".env") | read_dotenv(settings.project / f".env.{settings.env}") | dict(os.environ)
        yield from _listed(file, variables)
    else:
        raise UsageError(f"--fleet: no such file, and no query: {source}", hint="a file of URLs, or: SELECT datname AS database FROM …")


def _distinct(found: Iterable[Target]) -> tuple[Target, ...]:
    targets = tuple(found)
    seen: set[tuple[str, str | None]] = set()
    for target in targets:
        if (target.group, target.schema) in seen:
            raise UsageError(f"named twice: {target.name}")
        seen.add((target.group, target.schema))
    if not targets:
        raise UsageError("the fleet is empty", hint="the file or the query names no target")
    return targets


def fleet_status(settings: Settings, source: str, jobs: int = FleetOptions().jobs) -> tuple[Standing, ...]:
    """How each target stands to the folder, `jobs` asked at a time. Raises as `fleet_targets`, and MigrationError."""
    with _reached(settings, source) as targets:
        return _look(_verified(settings), targets, jobs)


def fleet_apply(
    settings: Settings,
    source: str,
    fleet: FleetOptions | None = None,
    options: ApplyOptions | None = None,
    *,
    approve: Callable[[FleetProposal], None] | None = None,
    allow: Collection[str] = (),
    backups: BackupOptions | None = None,
    told: Callable[[TargetResult], None] = lambda _: None,
) -> tuple[TargetResult, ...]:
    """Applies to each target what is pending there. Run again, it does what is left.

    `approve` is called once with all of it, and raises to stop; `told` with each result. Raises as `fleet_targets`, RefusedError
    for data loss that is not allowed and for a protected environment's database; what goes wrong with a target is its result.
    """
    from schemadiff import apply as applier
    from schemadiff.apply.fleet import check

    fleet, options, backups = fleet or FleetOptions(), options or applier.ApplyOptions(), backups or BackupOptions()
    check(fleet)
    folder = _verified(settings)
    with _reached(settings, source) as targets:
        _refuse_protected(settings, targets)
        if backups.wanted and any(t.schema for t in targets):
            raise UsageError("a backup is of a whole database, not of one tenant's schema", hint="take it once, before: db backup")
        proposal = _proposal(_look(folder, targets, fleet.jobs), options)
        refuse_lossy_files(proposal.migrations, allow, protected=settings.protected)
        if options.dry_run:
            return tuple(_planned(proposal, targets))
        proposal, shown = _as_shown(proposal, fleet.jobs)
        if approve and proposal.pending:
            approve(proposal)
        todo = {target: pending for pending, group in proposal.pending.items() for target in group}
        unknown = {s.target: s.diagnostics for s in proposal.unknown}

        def work(target: Target) -> tuple[str, ...]:
            if target in unknown:
                raise SchemadiffError(unknown[target])
            if target not in todo:
                return ()
            confirmed = applier.Confirmed(pending=tuple((m.version, m.checksum) for m in todo[target]), fingerprint=shown.get(target))
            return _apply_one(settings, folder, target, replace(options, confirmed=confirmed), backups)

        return run(targets, work, fleet, told)


def _apply_one(
    settings: Settings, folder: Folder, target: Target, options: ApplyOptions, backups: BackupOptions
) -> tuple[str, ...]:
    from schemadiff import apply as applier

    wanted = replace(options, tenant=target.schema)
    if options.baseline and engine.read_journal(target.url, target.schema).revisions:
        wanted = replace(wanted, baseline=None)
    with guarded(settings, target.url, backups):
        done = applier.apply(target.url, folder, wanted, fingerprint=engine.fingerprint)
    return (*done.baselined, *(d.version for d in done.done))


def _look(folder: Folder, targets: Sequence[Target], jobs: int) -> tuple[Standing, ...]:
    def ask(target: Target) -> Standing:
        try:
            return Standing(target=target, status=engine.status(folder, target.url, target.schema))
        except SchemadiffError as error:
            return Standing(target=target, diagnostics=error.diagnostics)

    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        return tuple(pool.map(ask, targets))


def _as_shown(proposal: FleetProposal, jobs: int) -> tuple[FleetProposal, dict[Target, str]]:
    """The fingerprints of the databases that something is pending for; one that cannot be read is `unknown` in the proposal.

    A tenant's has none: its database would be read whole for each of its tenants.
    """

    def read(target: Target) -> str | tuple[Diagnostic, ...]:
        try:
            return engine.live_fingerprint(target.url)
        except SchemadiffError as error:
            return error.diagnostics

    asked = [t for group in proposal.pending.values() for t in group if t.schema is None]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        found = dict(zip(asked, pool.map(read, asked), strict=True))
    failed = tuple(Standing(target=t, diagnostics=f) for t, f in found.items() if not isinstance(f, str))
    pending = {todo: tuple(t for t in group if not isinstance(found.get(t, ""), tuple)) for todo, group in proposal.pending.items()}
    left = replace(proposal, pending={k: v for k, v in pending.items() if v}, unknown=(*proposal.unknown, *failed))
    return left, {t: f for t, f in found.items() if isinstance(f, str)}


def _proposal(standings: Sequence[Standing], options: ApplyOptions) -> FleetProposal:
    from schemadiff.apply import up_to
    from schemadiff.migration import version_key

    pending: dict[tuple[Migration, ...], list[Target]] = {}
    current: list[Target] = []
    unknown: list[Standing] = []
    for standing in standings:
        found = standing.status
        if found is None or found.diagnostics:
            unknown.append(standing if found is None else replace(standing, status=None, diagnostics=found.diagnostics))
            continue
        adopted = version_key(options.baseline) if options.baseline and not found.applied else -1
        todo = up_to((m for m in found.pending if m.key > adopted), to=options.to, count=options.count)
        if todo or adopted >= 0:
            pending.setdefault(todo, []).append(standing.target)
        else:
            current.append(standing.target)
    grouped = {todo: tuple(group) for todo, group in pending.items()}
    return FleetProposal(pending=grouped, current=tuple(current), unknown=tuple(unknown))


def _planned(proposal: FleetProposal, targets: Sequence[Target]) -> Iterator[TargetResult]:
    """What would be done: nothing has been begun anywhere."""
    todo = {target: pending for pending, group in proposal.pending.items() for target in group}
    unknown = {s.target: s.diagnostics for s in proposal.unknown}
    for target in targets:
        outcome = Outcome.FAILED if target in unknown else Outcome.SKIPPED if target in todo else Outcome.CURRENT
        versions = tuple(m.version for m in todo.get(target, ()))
        yield TargetResult(target=target, outcome=outcome, versions=versions, diagnostics=unknown.get(target, ()))


def _refuse_protected(settings: Settings, targets: Sequence[Target]) -> None:
    if settings.protected:
        return
    protected = {_group(url) for url in settings.protected_urls if url.startswith(engine.URL_SCHEMES)}
    for target in targets:
        if target.group in protected:
            hint = "work in that environment: --env NAME"
            raise RefusedError(f"{target.name} is the database of a protected environment; nothing was done", hint=hint)


def _listed(file: Path, variables: dict[str, str]) -> Iterator[Target]:
    for number, line in enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = re.fullmatch(r"(?:schema=(?P<schema>\S+)\s+)?(?P<url>\S+)(?:\s+#.*)?", text)
        if match is None:
            raise _bad_line(file, number, "not a target", "a line is a URL, or: schema=NAME URL")

        def value(found: re.Match[str], number: int = number) -> str:
            if not variables.get(found[1]):
                raise _bad_line(file, number, f"environment variable {found[1]} is not set", f"export {found[1]}=…")
            return variables[found[1]]

        url = VARIABLE.sub(value, match["url"])
        if not url.startswith(engine.URL_SCHEMES):
            raise _bad_line(file, number, "not a database URL", "postgresql://user@host:5432/database, or ${VARIABLE}")
        yield _target(url, match["schema"])


def _bad_line(file: Path, line: int, message: str, hint: str) -> UsageError:
    """The line itself is not shown: it may hold a password."""
    location = Location(file=str(file), line=line)
    return UsageError(Diagnostic(code=UsageError.code, severity=Severity.ERROR, message=message, hint=hint, location=location))


def _queried(url: str, query: str) -> Iterator[Target]:
    import psycopg
    from psycopg.rows import dict_row

    from schemadiff.connect import connect, explain

    with connect(url, autocommit=True) as connection:
        try:
            connection.execute("BEGIN READ ONLY; RESET search_path")
            rows = connection.cursor(row_factory=dict_row).execute(query.encode(), prepare=False).fetchall()
        except psycopg.Error as error:
            raise explain(error) from error
    for row in rows:
        yield _row(url, row)


def _row(url: str, row: dict[str, Any]) -> Target:
    if len(row) == 1 and not set(row) & set(COLUMNS):
        row = {"database": next(iter(row.values()))}
    unknown = set(row) - set(COLUMNS)
    if unknown:
        raise UsageError(f"--fleet: unknown column {sorted(unknown)[0]}", hint=f"known: {', '.join(COLUMNS)}; use AS")
    place = str(row.get("url") or url)
    return _target(_in_database(place, row["database"]) if row.get("database") else place, row.get("schema"), row.get("name"))


def _in_database(url: str, name: str) -> str:
    from urllib.parse import quote, urlsplit

    return urlsplit(url)._replace(path="/" + quote(name, safe="")).geturl()


def _target(url: str, schema: str | None = None, name: str | None = None) -> Target:
    from schemadiff.apply.tenant import check_tenant

    if schema is not None:
        check_tenant(schema)
    shown = _shown(url)
    return Target(name=name or (f"{shown}:{schema}" if schema else shown), group=_group(url), url=url, schema=schema)


def _group(url: str) -> str:
    """What tells databases apart: server and database, whoever connects."""
    return "{host}:{port}/{database}".format(**_place(url))


def _shown(url: str) -> str:
    """The database and its server as a person knows them, without user and password."""
    place = _place(url)
    local = not place["host"] or place["host"].startswith(("/", "@"))
    port = "" if place["port"] == "5432" else f":{place['port']}"
    return place["database"] if local else f"{place['database']}@{place['host']}{port}"


def _place(url: str) -> dict[str, str]:
    from schemadiff.connect import settings_of

    found = settings_of(url)
    database = found.get("dbname") or found.get("user") or ""
    return {"host": str(found.get("host") or ""), "port": str(found.get("port") or "5432"), "database": str(database)}


def _verified(settings: Settings) -> Folder:
    from schemadiff.migration import Folder, verify

    folder = Folder.read(settings.migrations, missing_ok=True)
    problems = verify(folder)
    if problems:
        raise MigrationError(problems)
    return folder
