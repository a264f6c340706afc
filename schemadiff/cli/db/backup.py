"""`schemadiff db backup`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import note, result, result_json


def command(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to; into the folder of backups where left out.")] = None,
) -> None:
    """Write a backup with pg_dump, readable by you alone, and check that pg_restore can list it."""
    from schemadiff.api import db_backup

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()
    done = db_backup(settings, file)
    if shape == "json":
        body = {"file": str(done.path), "database": done.database, "current": done.version, "entries": done.entries, "size": done.size}
        result_json("db backup", {**body, "removed": [str(p) for p in done.removed]})
        return
    result(str(done.path))
    note(options, f"{done.entries} entries, {done.size} bytes, version {done.version or 'none'}")
    for path in done.removed:
        note(options, f"removed (more than {settings.keep} are not kept): {path.name}")
