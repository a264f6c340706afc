"""`schemadiff migrate rebase`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result_files


def command(ctx: typer.Context, version: Annotated[str, typer.Argument(help="The version that is to come last.")]) -> None:
    """Give a pending migration a new version, later than all others, as after a merge of branches."""
    from schemadiff.api import migrate_rebase

    options = invocation(ctx)
    shape = options.choose("text", "json")
    migration = migrate_rebase(options.settings(), version)
    files = [str(path) for path in (migration.path, migration.down_path) if path]
    then = "it was proven in another place: schemadiff migrate validate"
    result_files("migrate rebase", shape, files, done="wrote", then=then, version=migration.version)
