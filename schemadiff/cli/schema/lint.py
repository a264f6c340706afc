"""`schemadiff schema lint`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.findings import FORMATS, report
from schemadiff.cli.options import invocation


def command(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders, instead of the configured ones.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
) -> int:
    """Say what in schema.sql had better be otherwise, by its text alone."""
    from schemadiff.api import schema_lint

    options = invocation(ctx)
    options.choose(*FORMATS)
    return report(options, "schema lint", schema_lint(options.settings(), paths or ()), strict=strict)
