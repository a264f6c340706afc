"""`schemadiff migrate force`."""

from typing import Annotated

import typer

from schemadiff.cli.options import AutoApprove, invocation
from schemadiff.cli.output import result, result_json


def command(
    ctx: typer.Context,
    version: Annotated[str, typer.Argument(help="The version that is to be the last applied.")],
    auto_approve: AutoApprove = False,
) -> None:
    """Make the journal say that VERSION is the last applied, running nothing; shows what it will claim, and asks."""
    from schemadiff.api import migrate_force
    from schemadiff.cli.confirm import Question, approve

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()

    def ask(claims: tuple[str, ...], url: str) -> None:
        action = f"set the journal to {version} without running anything"
        approve(options, settings, Question(action=action, url=url, sql="", headings=claims), auto=auto_approve)

    migrate_force(settings, version, approve=ask)
    if shape == "json":
        result_json("migrate force", {"current": version})
    else:
        result(f"the journal is at {version}")
