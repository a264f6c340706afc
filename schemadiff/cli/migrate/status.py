"""`schemadiff migrate status`."""

from typing import TYPE_CHECKING

import typer

from schemadiff.cli.options import ExitCode, Fleet, Jobs, invocation
from schemadiff.cli.output import result, result_json, show_diagnostics
from schemadiff.core import exit_codes

if TYPE_CHECKING:
    from schemadiff.apply import Entry


_STOPPED = {
    "interrupted": "interrupted",
    "lost": "its session ended without a word: killed, or cut off",
    "running": "still running, or killed",
}
_GO_ON = "what was not committed is undone; schemadiff migrate apply goes on"


def _why(entry: "Entry") -> str:
    """What became of the last attempt, and what to do."""
    attempt = entry.attempt
    if attempt is None or entry.revision is not None:
        return ""
    where = f" at part {attempt.step + 1}" if attempt.step else ""
    if attempt.state in _STOPPED:
        return f"  {_STOPPED[attempt.state]}{where}; {_GO_ON}"
    if attempt.state == "done":
        return f"  stopped after part {attempt.step + 1}, which is committed; schemadiff migrate apply goes on"
    return f"  {attempt.message}" if attempt.message else ""


def command(ctx: typer.Context, fleet: Fleet = None, jobs: Jobs = 4, exit_code: ExitCode = False) -> int:
    """Show applied and pending migrations, failed attempts, edited, missing and out-of-order files."""
    from schemadiff.api import migrate_status
    from schemadiff.cli.run import diagnostic_json

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()
    if fleet is not None:
        from schemadiff.cli.fleet import show_fleet_status

        return show_fleet_status(options, settings, fleet, jobs, exit_code=exit_code)
    status = migrate_status(settings)
    if shape == "json":
        entries = [
            {
                "version": e.version,
                "name": e.name,
                "state": str(e.state),
                "applied_at": e.revision.applied_at.isoformat() if e.revision else None,
                "error": e.attempt.message if e.attempt else None,
            }
            for e in status.entries
        ]
        result_json(
            "migrate status",
            {
                "entries": entries,
                "pending": len(status.pending),
                "diagnostics": [diagnostic_json(d) for d in status.diagnostics],
            },
        )
    else:
        for entry in status.entries:
            at = f"  {entry.revision.applied_at:%Y-%m-%d %H:%M:%S%z}" if entry.revision else ""
            result(f"{entry.state:<12}  {entry.version}_{entry.name}{at}{_why(entry)}")
        result(f"environment {settings.env}: {len(status.applied)} applied, {len(status.pending)} pending")
        show_diagnostics(options, status.diagnostics)
    return exit_codes.DIFFERS if exit_code and (status.pending or status.diagnostics) else exit_codes.DONE
