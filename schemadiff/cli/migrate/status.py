"""`schemadiff migrate status`."""

import typer

from schemadiff.cli.options import ExitCode, invocation
from schemadiff.cli.output import result, result_json, show_diagnostics
from schemadiff.core import exit_codes


def command(ctx: typer.Context, exit_code: ExitCode = False) -> int:
    """Show applied and pending migrations, failed attempts, edited, missing and out-of-order files."""
    from schemadiff.api import migrate_status
    from schemadiff.cli.run import diagnostic_json

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()
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
            why = f"  {entry.attempt.message}" if entry.attempt and entry.attempt.message else ""
            result(f"{entry.state:<12}  {entry.version}_{entry.name}{at}{why}")
        result(f"environment {settings.env}: {len(status.applied)} applied, {len(status.pending)} pending")
        show_diagnostics(options, status.diagnostics)
    return exit_codes.DIFFERS if exit_code and (status.pending or status.diagnostics) else exit_codes.DONE
