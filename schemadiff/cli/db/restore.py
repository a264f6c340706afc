"""`schemadiff db restore`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.options import AutoApprove, invocation
from schemadiff.cli.output import result, result_json


def command(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup that pg_dump or `db backup` wrote.")],
    auto_approve: AutoApprove = False,
) -> None:
    """Replace all that the database holds by a backup, in one transaction; asks; refused for a protected environment."""
    from schemadiff.api import db_restore
    from schemadiff.cli.confirm import Question, approve

    options = invocation(ctx)
    shape = options.choose("text", "json")
    settings = options.settings()

    def ask(entries: int, url: str) -> None:
        headings = [f"backup: {file} ({entries} entries)", "all that is in the database now is dropped first, and gone"]
        action = "replace all that the database holds"
        approve(options, settings, Question(action=action, url=url, sql="", headings=headings), auto=auto_approve)

    done = db_restore(settings, file, approve=ask)
    if shape == "json":
        result_json("db restore", {"file": str(done.path), "entries": done.entries, "current": done.version})
    else:
        result(f"restored {done.path}; the journal is at {done.version or 'no version'}")
