"""`schemadiff schema apply`."""

import typer

from schemadiff.cli.options import Allow, AutoApprove, DryRun, Online, RenamesChoice, invocation
from schemadiff.cli.output import note, result, result_json, result_sql, show_findings


def command(
    ctx: typer.Context,
    allow: Allow = None,
    auto_approve: AutoApprove = False,
    dry_run: DryRun = False,
    renames: RenamesChoice = "ask",
    online: Online = None,
) -> None:
    """Push schema.sql to a development database: compare, ask, execute; no migration is written."""
    from schemadiff.api import plan_data, plan_sql, schema_apply
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.cli.questions import about_plan, about_renames, measured_lines, online_mode
    from schemadiff.core import trace

    options = invocation(ctx)
    shape = options.choose("text", "json", "sql")
    settings = options.settings()
    ask = about_plan(options, settings, "change the database", auto=auto_approve)
    pushed = schema_apply(
        settings,
        approve=ask,
        allow=hazard_codes(allow),
        dry_run=dry_run,
        renames=about_renames(renames),
        online=online_mode(online),
        # It costs a scratch database; nobody sees it where nothing is shown.
        measure=shape == "json" or not (options.quiet and auto_approve),
    )
    show_findings(options, pushed.plan.diagnostics)
    for line in measured_lines(trace.lines(s.trace for s in pushed.plan.statements)) if dry_run else ():
        note(options, line)
    if shape == "json":
        result_json("schema apply", {"applied": pushed.applied, "plan": plan_data(pushed.plan)})
    elif dry_run and pushed.plan.statements:
        result_sql(options, plan_sql(pushed.plan))
    else:
        result("applied" if pushed.applied else "nothing to do: the database is as schema.sql says")
