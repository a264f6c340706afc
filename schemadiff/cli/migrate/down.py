"""`schemadiff migrate down`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Allow, AutoApprove, DryRun, LockRetries, LockTimeout, RestoreOnFailure, TakeBackup, invocation


def command(
    ctx: typer.Context,
    count: Annotated[int | None, typer.Argument(help="How many; the last one where left out.", min=1)] = None,
    to: Annotated[str | None, typer.Option("--to", help="The version to stay at.", metavar="VERSION")] = None,
    allow: Allow = None,
    lock_timeout: LockTimeout = None,
    lock_retries: LockRetries = None,
    auto_approve: AutoApprove = False,
    dry_run: DryRun = False,
    backup: TakeBackup = False,
    restore_on_failure: RestoreOnFailure = False,
) -> None:
    """Take applied migrations back, the last first, by their down files; asks."""
    from schemadiff.api import migrate_down
    from schemadiff.api.refusals import hazard_codes
    from schemadiff.apply import ApplyOptions
    from schemadiff.cli.applying import Narrator, backup_options, show_applied
    from schemadiff.cli.questions import about_files

    options = invocation(ctx)
    options.choose("text", "json")
    settings = options.settings()
    locks = settings.locks(lock_timeout, lock_retries)
    wanted = ApplyOptions(to=to, count=count if count or to else 1, dry_run=dry_run, **locks)
    backups = backup_options(options, take=backup, restore_on_failure=restore_on_failure)
    ask = about_files(options, settings, auto=auto_approve)
    done = migrate_down(settings, wanted, approve=ask, allow=hazard_codes(allow), observer=Narrator(options), backups=backups)
    show_applied(options, done, down=True)
