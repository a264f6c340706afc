"""`schemadiff migrate preflight`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Budget, ExitCode, invocation
from schemadiff.cli.output import progress, result, result_json
from schemadiff.core import exit_codes


def command(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Argument(help="How many; all pending ones where left out.", min=1)] = None,
    to: Annotated[str | None, typer.Option("--to", help="The last version to look at.", metavar="VERSION")] = None,
    budget: Budget = 5.0,
    exit_code: ExitCode = False,
) -> int:
    """Ask live rows, read-only, whether pending migrations would fail on them."""
    from schemadiff.api import migrate_preflight
    from schemadiff.apply import ApplyOptions
    from schemadiff.apply.preflight import Verdict
    from schemadiff.cli.applying import preflight_data

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Asking"):
        report = migrate_preflight(options.settings(), ApplyOptions(to=to, count=count), budget=budget)
    if shape == "json":
        result_json("migrate preflight", preflight_data(report))
    elif not report.findings:
        result("nothing to ask: no pending statement depends on rows that are there")
    else:
        for finding in report.findings:
            result(f"{finding.location}: {finding.text}")
    return exit_codes.DIFFERS if exit_code and report.of(Verdict.VIOLATED) else exit_codes.DONE
