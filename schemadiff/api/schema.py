"""Schemas: inspect, diff, validate, push, clean, lay out."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from schemadiff.api import engine
from schemadiff.api.config import EMBEDDED, Settings
from schemadiff.api.push import drop_journal, push
from schemadiff.api.refusals import refuse_findings, refuse_lossy, refuse_protected
from schemadiff.api.renames import UNDECIDED, Renames, hint
from schemadiff.core.busy import OnlineMode
from schemadiff.core.diagnostic import Severity
from schemadiff.core.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.core.fact import Snapshot
    from schemadiff.core.plan import Plan
    from schemadiff.sources import Session

Source = str | Path
UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What `schema_apply` or `schema_clean` planned; `applied` is false for a dry run and where nothing was to do."""

    plan: Plan
    applied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A file that `format_files` looked at."""

    file: Path
    changed: bool


def diff(
    current: Source,
    desired: Source,
    *,
    dev: str = EMBEDDED,
    project: Path | None = None,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
    renames: Renames | None = None,
    strict: bool = False,
    measure: bool = False,
    online: OnlineMode = OnlineMode.AUTO,
) -> Plan:
    """The plan that takes `current` to `desired`.

    Each is a database URL, a `.sql` file, a folder of them, or `migrations:DIR`, which is replayed. What loses data is
    in the plan, marked by its hazards; `online`: for which tables it consists of lock-safe steps. With `measure` the plan is
    executed in scratch, and each statement has its `trace`; where that fails the plan's `diagnostics` say so. Raises SqlError
    for SQL that does not compile, DatabaseError, PlanError; with `strict` RefusedError where something is left out of account
    (the plan's `diagnostics`).
    """
    with _urls((current, desired), project) as (old, new), engine.session(dev, _first_url(old, new), include) as session:
        states = engine.snapshots(session, old, new, exclude)
        plan = (renames or Renames()).plan(session, *states, session.busy(online, old))
        if measure and plan.statements:
            plan = _measured(session, *states, plan)
    refuse_findings([d for d in plan.diagnostics if d.code not in (UNMEASURED, UNDECIDED)], strict=strict)
    return plan


def _measured(session: Session, current: Snapshot, desired: Snapshot, plan: Plan) -> Plan:
    try:
        return engine.measured(session, current, desired, plan)
    except PlanError as error:
        told = replace(error.diagnostics[0], code=UNMEASURED, severity=Severity.WARNING)
        return replace(plan, diagnostics=(*plan.diagnostics, told))


def inspect(
    source: Source,
    *,
    dev: str = EMBEDDED,
    project: Path | None = None,
    exclude: Sequence[str] = (),
    include: Sequence[str] = (),
    strict: bool = False,
) -> Snapshot:
    """The snapshot of a database URL, a `.sql` file, a folder of them, or `migrations:DIR`, which is replayed.

    With `strict` RefusedError is raised where something has no place in it (`findings`).
    """
    with _urls((source,), project) as (found,), engine.session(dev, _first_url(found), include) as session:
        snapshot = engine.snapshot(session, found, exclude, as_is=True)
    refuse_findings(engine.findings(snapshot), strict=strict)
    return snapshot


def findings(snapshot: Snapshot) -> tuple[Diagnostic, ...]:
    """What has no place in `snapshot`: objects that schemadiff does not model, and what the role may not see."""
    return engine.findings(snapshot)


def snapshot_sql(snapshot: Snapshot) -> Plan:
    """The plan that makes the schema of `snapshot` in an empty database."""
    return engine.create_script(snapshot)


def validate(
    paths: Sequence[Path], *, dev: str = EMBEDDED, target_url: str | None = None, include: Sequence[str] = (), strict: bool = False
) -> Snapshot:
    """Compiles SQL files in a scratch database. Raises SqlError with the place of every error; with `strict`, see `inspect`."""
    from schemadiff.parser import read_sources

    # A file that is not there is told before a server is started.
    read_sources(paths)
    with engine.session(dev, target_url, include) as session:
        snapshot = engine.snapshot(session, paths)
    refuse_findings(engine.findings(snapshot), strict=strict)
    return snapshot


@contextmanager
def _urls(sources: Sequence[Source], project: Path | None) -> Iterator[tuple[str, ...]]:
    """The sources, databases of the embedded server by their URLs."""
    with ExitStack() as stack:
        found = (str(s).removeprefix("file://") for s in sources)
        folder = project or Path.cwd()
        yield tuple(stack.enter_context(engine.reachable(s, folder)) if engine.is_url(s) else s for s in found)


def _first_url(*sources: str) -> str | None:
    return next((s for s in sources if engine.is_url(s)), None)


def schema_apply(
    settings: Settings,
    *,
    approve: Callable[[Plan, str], None] | None = None,
    allow: Collection[str] = (),
    dry_run: bool = False,
    renames: Renames | None = None,
    online: OnlineMode | None = None,
    measure: bool = False,
) -> Pushed:
    """Takes the environment's database to schema.sql without a migration; for development.

    `approve` is called with the plan and the URL before anything changes, and raises to stop. Raises RefusedError for a
    protected environment and for data loss that `allow` does not name. `online`: for which tables the steps are
    lock-safe; None as the settings say. `measure` is as in `diff`: `approve` sees what each statement did in scratch.
    """
    if not dry_run:
        refuse_protected(settings, "schema apply", "write a migration: schemadiff migrate diff")
    with engine.reachable(settings.url, settings.project) as url, engine.session(settings.dev, url, settings.include) as session:
        current, desired = engine.snapshots(session, url, settings.schema, settings.exclude)
        renames = renames or Renames()
        plan = renames.plan(session, current, desired, session.busy(online or settings.online, url))
        if measure and plan.statements:
            plan = _measured(session, current, desired, plan)
        if dry_run or not plan.statements:
            return Pushed(plan=plan, applied=False)
        refuse_lossy(plan, allow, hint(renames.likely))
        if approve:
            approve(plan, url)
        push(url, plan, session.seen[url].fingerprint, settings.include)
        return Pushed(plan=plan, applied=True)


def schema_clean(settings: Settings, *, approve: Callable[[Plan, str], None] | None = None, dry_run: bool = False) -> Pushed:
    """Drops everything in the environment's database. Raises RefusedError for a protected environment."""
    refuse_protected(settings, "schema clean", None)
    with engine.reachable(settings.url, settings.project) as url, engine.session(settings.dev, url) as session:
        current = engine.snapshot(session, url, settings.exclude)
        plan = session.plan(current, engine.empty(session))
        journal = engine.read_journal(url).exists
        if dry_run or not (plan.statements or journal):
            return Pushed(plan=plan, applied=False)
        if approve:
            approve(plan, url)
        push(url, plan, session.seen[url].fingerprint)
        drop_journal(url)
        return Pushed(plan=plan, applied=True)


def format_files(paths: Sequence[Path], *, check: bool = False) -> tuple[Formatted, ...]:
    """Lays SQL files out in one way; with `check` nothing is written. Raises SqlError for a file that is not SQL."""
    from schemadiff.migration.files import replace_file
    from schemadiff.parser import format_sql, read_sources

    sources = read_sources(paths)
    laid_out = [(Path(s.name), s.text, format_sql(s.text, s.name)) for s in sources]
    for file, before, after in laid_out:
        if before != after and not check:
            replace_file(file, after)
    return tuple(Formatted(file=file, changed=before != after) for file, before, after in laid_out)
