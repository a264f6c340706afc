"""`schemadiff migrate new`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result_files


def command(ctx: typer.Context, name: Annotated[str, typer.Argument(help="What it will do.")]) -> None:
    """Start an empty migration, with an empty way back, to be written by hand."""
    from schemadiff.api import migrate_new

    options = invocation(ctx)
    shape = options.choose("text", "json")
    migration = migrate_new(options.settings(), name)
    files = [str(migration.path), str(migration.down_path)]
    result_files("migrate new", shape, files, done="wrote", then="after writing it: schemadiff migrate hash")
