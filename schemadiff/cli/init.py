"""`schemadiff init`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import progress, result, result_json


def command(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="The project's folder.")] = Path(),
    from_db: Annotated[
        str | None,
        typer.Option("--from-db", help="Adopt this database: schema.sql and a baseline migration.", metavar="URL"),
    ] = None,
) -> None:
    """Write schemadiff.toml, .env.example, Taskfile.yml and the database/ skeleton. Nothing is overwritten."""
    from schemadiff.api import init_project

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Reading the database"):
        done = init_project(folder, from_db=from_db, dev=options.dev_url or "embedded")
    if shape == "json":
        result_json("init", {"written": [str(f) for f in done.written], "kept": [str(f) for f in done.kept]})
        return
    for file in done.written:
        result(f"wrote {file}")
    for file in done.kept:
        result(f"kept {file}")
    if from_db:
        baseline = next(f.name.split("_")[0] for f in done.written if f.name.endswith("_baseline.sql"))
        result(f"next: schemadiff migrate apply --baseline {baseline}")
    else:
        result("next: describe the database in database/schema/schema.sql, then: schemadiff migrate diff")
