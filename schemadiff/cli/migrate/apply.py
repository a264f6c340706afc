"""`schemadiff migrate apply`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Allow, AutoApprove, DryRun, LockRetries, LockTimeout, invocation


def command(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Argument(help="How many; all pending ones where left out.", min=1)] = None,
    to: Annotated[str | None, typer.Option("--to", help="The last version to apply.", metavar="VERSION")] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            help="Mark all up to VERSION as applied first, in a database that has them.",
            metavar="VERSION",
        ),
    ] = None,
    lock_timeout: LockTimeout = None,
    lock_retries: LockRetries = None,
    lock_wait: Annotated[float, typer.Option("--lock-wait", help="Seconds to wait for another applier.")] = 60.0,
    allow: Allow = None,
    auto_approve: AutoApprove = False,
    dry_run: DryRun = False,
) -> None:
    """Show the pending migrations with their statements and hazards, ask, apply them."""
    from schemadiff.api import migrate_apply
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.apply import ApplyOptions
    from schemadiff.cli.applying import Narrator, show_applied
    from schemadiff.cli.questions import about_files

    options = invocation(ctx)
    options.choose("text", "json")
    settings = options.settings()
    wanted = ApplyOptions(
        to=to,
        count=count,
        baseline=baseline,
        lock_wait=lock_wait,
        dry_run=dry_run,
        **settings.locks(lock_timeout, lock_retries),
    )
    ask = about_files(options, settings, auto=auto_approve)
    done = migrate_apply(settings, wanted, approve=ask, allow=hazard_codes(allow), observer=Narrator(options))
    show_applied(options, done)
