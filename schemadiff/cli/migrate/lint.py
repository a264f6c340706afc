"""`schemadiff migrate lint`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.findings import FORMATS, report
from schemadiff.cli.options import invocation
from schemadiff.cli.output import progress


def command(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, instead of all migrations of the folder.")] = None,
    git_base: Annotated[str | None, typer.Option("--git-base", help="Only files that are new since this revision.", metavar="REF")] = None,
    no_replay: Annotated[bool, typer.Option("--no-replay", help="Judge each file by its text alone, without a database.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
) -> int:
    """Say what migrations would do to a database in use; with --url, what the pending ones would do to that one."""
    from schemadiff.api import migrate_lint

    options = invocation(ctx)
    options.choose(*FORMATS)
    with progress(options, "Linting"):
        found = migrate_lint(options.settings(), paths or (), git_base=git_base, replay=not no_replay, live=options.url is not None)
    return report(options, "migrate lint", found, strict=strict)
