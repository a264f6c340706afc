"""`schemadiff schema clean`."""

import typer

from schemadiff.cli.options import AutoApprove, DryRun, invocation
from schemadiff.cli.output import result, result_json


def command(ctx: typer.Context, auto_approve: AutoApprove = False, dry_run: DryRun = False) -> None:
    """Drop everything in the database: lists what goes, asks; refused for a protected environment."""
    from schemadiff.api import plan_data, schema_clean
    from schemadiff.cli.questions import about_plan

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()
    ask = about_plan(options, settings, "drop everything in the database", auto=auto_approve)
    cleaned = schema_clean(settings, approve=ask, dry_run=dry_run)
    if shape == "json":
        result_json("schema clean", {"applied": cleaned.applied, "plan": plan_data(cleaned.plan)})
        return
    for summary in cleaned.plan.summaries:
        result(summary)
    result("cleaned" if cleaned.applied else "nothing was dropped" if cleaned.plan.statements else "nothing to drop")
