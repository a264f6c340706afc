"""A fleet on the terminal: the question, the progress, the table of results."""

from __future__ import annotations

import re
import sys
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from schemadiff.cli.confirm import Question, approve
from schemadiff.cli.output import end_progress, note, result, result_json
from schemadiff.cli.redact import redacted, visible
from schemadiff.cli.run import diagnostic_json
from schemadiff.core import exit_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from schemadiff.api import BackupOptions, FleetProposal, Settings, Standing
    from schemadiff.apply import ApplyOptions
    from schemadiff.apply.fleet import FleetOptions, Target, TargetResult
    from schemadiff.cli.options import Invocation
    from schemadiff.core.diagnostic import Diagnostic

MOST_NAMED = 8


def fleet_options(jobs: int, canary: int, max_failures: int, *, keep_going: bool) -> FleetOptions:
    """The options of a fleet as the command line has them."""
    from schemadiff.apply.fleet import FleetOptions

    return FleetOptions(jobs=jobs, canary=canary, max_failures=None if keep_going else max_failures)


def apply_fleet(
    options: Invocation,
    settings: Settings,
    source: str,
    fleet: FleetOptions,
    wanted: ApplyOptions,
    *,
    allow: Collection[str],
    backups: BackupOptions,
    auto: bool,
) -> int:
    """`migrate apply --fleet`; the exit code is 1 where any target failed or was skipped because of that."""
    from schemadiff.api import fleet_apply

    def ask(proposal: FleetProposal) -> None:
        approve(options, settings, _question(settings, proposal), auto=auto)

    with _telling(options) as told:
        results = fleet_apply(settings, source, fleet, wanted, approve=ask, allow=allow, backups=backups, told=told)
    if options.choose("text", "json") == "json":
        body = {"targets": [_json(r) for r in results], "counts": _counts(results), "dry_run": wanted.dry_run}
        result_json("migrate apply fleet", body)
    else:
        _show(options, results, dry_run=wanted.dry_run)
    left = {"failed"} if wanted.dry_run else {"failed", "skipped"}
    return exit_codes.FAILED if left & set(_counts(results)) else exit_codes.DONE


def show_fleet_status(options: Invocation, settings: Settings, source: str, jobs: int, *, exit_code: bool) -> int:
    """`migrate status --fleet`; with `exit_code` 2 where a target is not at the folder's head, or could not be asked."""
    from schemadiff.api import fleet_status

    standings = fleet_status(settings, source, jobs)
    behind = [s for s in standings if s.status is None or s.status.pending or s.status.diagnostics]
    if options.choose("text", "json") == "json":
        result_json("migrate status fleet", {"targets": [_standing_json(s) for s in standings], "behind": len(behind)})
    else:
        width = max(len(s.target.name) for s in standings)
        for standing in standings:
            result(f"{_state(standing):<12}  {standing.target.name:<{width}}  {_standing_text(standing)}".rstrip())
        result(f"{len(standings)} targets, {len(behind)} behind or in trouble")
    return exit_codes.DIFFERS if exit_code and behind else exit_codes.DONE


def _question(settings: Settings, proposal: FleetProposal) -> Question:
    headings = []
    for todo, targets in proposal.pending.items():
        labels = ", ".join(m.label for m in todo) or "no migration, the baseline"
        headings.append(f"{len(targets)} targets ({_some(targets)}): {labels}")
    if proposal.current:
        headings.append(f"{len(proposal.current)} targets are up to date")
    headings += [f"{s.target.name}: {_first(s.diagnostics)}" for s in proposal.unknown]
    sql = "\n".join(m.text for m in proposal.migrations)
    headings += [f"hazard {line}" for line in re.findall(r"^-- ((?:DATA_LOSS|REWRITE|REBUILD): .*)$", sql, re.MULTILINE)]
    count = sum(map(len, proposal.pending.values()))
    return Question(action=f"apply migrations to {count} targets", url=settings.url, sql=sql, headings=headings)


@contextmanager
def _telling(options: Invocation) -> Iterator[Callable[[TargetResult], None]]:
    """A table that counts, on a terminal; in a pipe a line for each target that did something."""
    if options.quiet or not sys.stderr.isatty():
        yield lambda r: note(options, _line(r)) if r.outcome not in ("current", "skipped") else None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table
    from rich.text import Text

    seen: list[TargetResult] = []
    live = Live(console=Console(stderr=True), refresh_per_second=8)

    def told(new: TargetResult) -> None:
        if not seen:
            end_progress()
            live.start()
        seen.append(new)
        table = Table("state", "targets", "last")
        for state, count in sorted(_counts(seen).items()):
            table.add_row(state, str(count), Text(visible(next(r.target.name for r in reversed(seen) if r.outcome == state))))
        live.update(table)

    try:
        yield told
    finally:
        live.stop()


def _show(options: Invocation, results: Sequence[TargetResult], *, dry_run: bool) -> None:
    width = max(len(r.target.name) for r in results)
    for found in results:
        did = "would apply " + ", ".join(found.versions) if dry_run and found.versions else ", ".join(found.versions)
        why = _first(found.diagnostics) if found.diagnostics else did
        state = "pending" if dry_run and found.versions else str(found.outcome)
        result(f"{state:<8}  {found.target.name:<{width}}  {found.seconds:6.2f} s  {why}".rstrip())
    counts = _counts(results)
    result(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    if not dry_run and counts.keys() & {"failed", "skipped"}:
        note(options, "what is done stays; put right what failed and run the same command again: it does what is left")


def _counts(results: Sequence[TargetResult]) -> dict[str, int]:
    return dict(Counter(str(r.outcome) for r in results))


def _line(found: TargetResult) -> str:
    why = _first(found.diagnostics) if found.diagnostics else f"{', '.join(found.versions)} ({found.seconds:.2f} s)"
    return f"{found.outcome}: {found.target.name}: {why}"


def _first(diagnostics: Sequence[Diagnostic]) -> str:
    return redacted(diagnostics[0].message.partition("\n")[0]) if diagnostics else ""


def _some(targets: Sequence[Target]) -> str:
    return ", ".join(t.name for t in targets[:MOST_NAMED]) + (", …" if len(targets) > MOST_NAMED else "")


def _json(found: TargetResult) -> dict[str, object]:
    return {
        "name": found.target.name,
        "schema": found.target.schema,
        "outcome": str(found.outcome),
        "versions": list(found.versions),
        "seconds": found.seconds,
        "diagnostics": [diagnostic_json(d) for d in found.diagnostics],
    }


def _state(standing: Standing) -> str:
    if standing.status is None:
        return "unreachable"
    if standing.status.diagnostics:
        return "in trouble"
    return "pending" if standing.status.pending else "current"


def _standing_text(standing: Standing) -> str:
    if standing.status is None or standing.status.diagnostics:
        return _first(standing.diagnostics or (standing.status.diagnostics if standing.status else ()))
    last = standing.status.applied[-1].version if standing.status.applied else "none"
    return f"at {last}, {len(standing.status.pending)} pending"


def _standing_json(standing: Standing) -> dict[str, object]:
    status = standing.status
    problems = (*standing.diagnostics, *(status.diagnostics if status else ()))
    return {
        "name": standing.target.name,
        "schema": standing.target.schema,
        "state": _state(standing).replace(" ", "-"),
        "current": status.applied[-1].version if status and status.applied else None,
        "pending": [m.version for m in status.pending] if status else [],
        "diagnostics": [diagnostic_json(d) for d in problems],
    }
