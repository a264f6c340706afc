"""`schemadiff migrate apply`."""

from typing import Annotated

import typer

from schemadiff.cli.options import (
    Allow,
    AutoApprove,
    Budget,
    DryRun,
    Fleet,
    Jobs,
    LockRetries,
    LockTimeout,
    RestoreOnFailure,
    SkipPreflight,
    TakeBackup,
    invocation,
)
from schemadiff.core import exit_codes


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
    skip_preflight: SkipPreflight = False,
    budget: Budget = 5.0,
    allow: Allow = None,
    fleet: Fleet = None,
    jobs: Jobs = 4,
    canary: Annotated[int, typer.Option("--canary", help="With --fleet: apply to the first N alone before all others.", metavar="N")] = 0,
    max_failures: Annotated[
        int, typer.Option("--max-failures", help="With --fleet: how many may fail before no other is begun.", metavar="N")
    ] = 0,
    keep_going: Annotated[bool, typer.Option("--continue", help="With --fleet: go on, however many fail.")] = False,
    auto_approve: AutoApprove = False,
    dry_run: DryRun = False,
    backup: TakeBackup = False,
    restore_on_failure: RestoreOnFailure = False,
) -> int:
    """Show the pending migrations with their statements and hazards, ask, apply them."""
    from schemadiff.api import migrate_apply
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.apply import ApplyOptions
    from schemadiff.cli.applying import Narrator, backup_options, show_applied
    from schemadiff.cli.fleet import apply_fleet, fleet_options
    from schemadiff.cli.questions import Remembering, about_files

    options = invocation(ctx)
    options.choose("text", "json")
    settings = options.settings()
    locks = settings.locks(lock_timeout, lock_retries)
    wanted = ApplyOptions(to=to, count=count, baseline=baseline, lock_wait=lock_wait, dry_run=dry_run, **locks)
    backups = backup_options(options, take=backup, restore_on_failure=restore_on_failure)
    if fleet is not None:
        chosen = fleet_options(jobs, canary, max_failures, keep_going=keep_going)
        return apply_fleet(options, settings, fleet, chosen, wanted, allow=hazard_codes(allow), backups=backups, auto=auto_approve)
    ask = Remembering(about_files(options, settings, auto=auto_approve))
    done = migrate_apply(
        settings,
        wanted,
        approve=ask,
        allow=hazard_codes(allow),
        observer=Narrator(options),
        preflight=None if skip_preflight else budget,
        backups=backups,
    )
    show_applied(options, done, preflight=ask.preflight)
    return exit_codes.DONE
