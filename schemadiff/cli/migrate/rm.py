"""`schemadiff migrate rm`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result_files


def command(ctx: typer.Context, version: Annotated[str, typer.Argument(help="The version to take out.")]) -> None:
    """Delete the files of a pending migration; refuses one that the environment's database has."""
    from schemadiff.api import migrate_rm

    options = invocation(ctx)
    shape = options.choose("text", "json")
    files = [str(file) for file in migrate_rm(options.settings(), version)]
    result_files("migrate rm", shape, files, done="deleted", then="what comes after it may have needed it: schemadiff migrate validate")
