"""`schemadiff db reset`."""

from typing import Annotated

import typer

from schemadiff.cli.options import AutoApprove, invocation
from schemadiff.cli.output import result, result_json


def command(
    ctx: typer.Context,
    auto_approve: AutoApprove = False,
    seed: Annotated[bool, typer.Option("--seed/--no-seed", help="Run the fixtures at the end.")] = True,
) -> None:
    """Drop everything, apply all migrations, seed; asks; refused for a protected environment."""
    from schemadiff.api import db_reset
    from schemadiff.cli.questions import about_plan

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()
    ask = about_plan(options, settings, "drop everything in the database", auto=auto_approve)
    done = db_reset(settings, approve=ask, seed=seed)
    if shape == "json":
        versions = [d.version for d in done.applied.done]
        result_json("db reset", {"applied": versions, "seeded": [str(f) for f in done.seeded]})
        return
    result(f"reset: {len(done.applied.done)} migrations applied, {len(done.seeded)} fixtures run")
