"""One folder of migrations on many databases, or on many tenants' schemas."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.backup import BackupOptions, guarded
from schemadiff.api.refusals import refuse_lossy_files
from schemadiff.api.targets import QUERY, distinct, group_of, queried_targets, read_targets
from schemadiff.apply.fleet import FleetOptions, Outcome, Target, TargetResult, run
from schemadiff.core.errors import MigrationError, RefusedError, SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from schemadiff.api.config import Settings
    from schemadiff.apply import ApplyOptions, Status
    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.migration import Folder, Migration


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
        yield distinct(read_targets(settings, source))
        return
    with engine.reachable(settings.url, settings.project) as url:
        yield distinct(queried_targets(url, source))


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


def _apply_one(settings: Settings, folder: Folder, target: Target, options: ApplyOptions, backups: BackupOptions) -> tuple[str, ...]:
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
    protected = {group_of(url) for url in settings.protected_urls if url.startswith(engine.URL_SCHEMES)}
    for target in targets:
        if target.group in protected:
            hint = "work in that environment: --env NAME"
            raise RefusedError(f"{target.name} is the database of a protected environment; nothing was done", hint=hint)


def _verified(settings: Settings) -> Folder:
    from schemadiff.migration import Folder, verify

    folder = Folder.read(settings.migrations, missing_ok=True)
    problems = verify(folder)
    if problems:
        raise MigrationError(problems)
    return folder
