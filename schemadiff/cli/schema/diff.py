"""`schemadiff schema diff`."""

from typing import Annotated

import typer

from schemadiff.cli.options import ExitCode, Online, RenamesChoice, Strict, invocation
from schemadiff.cli.output import progress, result, result_json, result_sql, show_findings
from schemadiff.core import exit_codes
from schemadiff.core.errors import UsageError


def command(
    ctx: typer.Context,
    current: Annotated[
        str | None,
        typer.Option("--from", help="Current state (default: the database): URL, file, folder, migrations:DIR.", metavar="SOURCE"),
    ] = None,
    desired: Annotated[str | None, typer.Option("--to", help="Desired state (default: schema.sql): the same.", metavar="SOURCE")] = None,
    renames: RenamesChoice = "ask",
    online: Online = None,
    strict: Strict = False,
    exit_code: ExitCode = False,
) -> int:
    """Print the statements that take one source to another. Nothing is executed outside scratch databases."""
    from schemadiff.api import diff, plan_data, plan_sql
    from schemadiff.cli.questions import about_renames, online_mode
    from schemadiff.cli.run import diagnostic_json

    options = invocation(ctx)
    shape = options.choose("sql", "json", "text")
    settings = options.settings()
    if desired is None and len(settings.schema) != 1:
        raise UsageError("the configuration names several schema paths", hint="say which: --to PATH")
    chosen, mode = about_renames(renames), online_mode(online) or settings.online
    with progress(options, "Comparing"):
        plan = diff(
            current or settings.url,
            desired or settings.schema[0],
            dev=settings.dev,
            project=settings.project,
            exclude=settings.exclude,
            include=settings.include,
            renames=chosen,
            strict=strict,
            measure=shape == "json",
            online=mode,
        )
    show_findings(options, plan.diagnostics)
    if shape == "json":
        result_json("schema diff", {**plan_data(plan), "diagnostics": [diagnostic_json(d) for d in plan.diagnostics]})
    elif shape == "sql":
        result_sql(options, plan_sql(plan)) if plan.statements else None
    else:
        result("\n".join(plan.summaries) if plan.statements else "no difference")
        for hazard in plan.hazards:
            result(f"hazard {hazard.code}: {hazard.message}")
    return exit_codes.DIFFERS if exit_code and plan.statements else exit_codes.DONE
