"""`schemadiff migrate goto`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Allow, AutoApprove, Budget, SkipPreflight, invocation


def command(
    ctx: typer.Context,
    version: Annotated[str, typer.Argument(help="The version to be at; 0 takes back all.")],
    allow: Allow = None,
    skip_preflight: SkipPreflight = False,
    budget: Budget = 5.0,
    auto_approve: AutoApprove = False,
) -> None:
    """Apply or take back migrations until VERSION is the last applied; asks."""
    from schemadiff.api import migrate_goto
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.cli.applying import show_applied
    from schemadiff.cli.questions import Remembering, about_files

    options = invocation(ctx)
    options.choose("text", "json")
    settings = options.settings()
    ask = Remembering(about_files(options, settings, auto=auto_approve))
    done = migrate_goto(settings, version, approve=ask, allow=hazard_codes(allow), preflight=None if skip_preflight else budget)
    show_applied(options, done, preflight=ask.preflight)
