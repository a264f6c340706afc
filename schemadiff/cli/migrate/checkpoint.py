"""`schemadiff migrate checkpoint`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import progress, result, result_json


def command(ctx: typer.Context, name: Annotated[str, typer.Argument(help="What to call it.")] = "checkpoint") -> None:
    """Write a migration that makes the whole schema so far; empty databases get it instead of all that is older."""
    from schemadiff.api import migrate_checkpoint

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Replaying and proving"):
        done = migrate_checkpoint(options.settings(), name)
    files = [str(path) for path in (done.migration.path, done.migration.down_path) if path]
    rows = [".".join(table) for table in done.rows]
    if shape == "json":
        result_json("migrate checkpoint", {"version": done.migration.version, "files": files, "rows": rows})
        return
    for file in files:
        result(f"wrote {file}")
    if rows:
        result(f"not in it are the rows that migrations put into {', '.join(rows)}: write them into it, then: schemadiff migrate hash")
