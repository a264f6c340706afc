"""`schemadiff migrate goto`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Allow, AutoApprove, invocation


def command(
    ctx: typer.Context,
    version: Annotated[str, typer.Argument(help="The version to be at; 0 takes back all.")],
    allow: Allow = None,
    auto_approve: AutoApprove = False,
) -> None:
    """Apply or take back migrations until VERSION is the last applied; asks."""
    from schemadiff.api import migrate_goto
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.cli.applying import show_applied
    from schemadiff.cli.questions import about_files

    options = invocation(ctx)
    options.choose("text", "json")
    settings = options.settings()
    ask = about_files(options, settings, auto=auto_approve)
    show_applied(options, migrate_goto(settings, version, approve=ask, allow=hazard_codes(allow)))
