"""`schemadiff schema inspect`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import progress, result_json, result_sql


def command(
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Argument(help="Instead of the database: a URL, a file, a folder, migrations:DIR.")
    ] = None,
) -> None:
    """Print a schema, as SQL that loads into an empty database, or as JSON."""
    from schemadiff.api import inspect, plan_sql, snapshot_data, snapshot_sql

    options = invocation(ctx)
    shape = options.choose("sql", "json", "text")
    settings = options.settings()
    with progress(options, "Reading"):
        snapshot = inspect(source or settings.url, dev=settings.dev, project=settings.project, exclude=settings.exclude)
    if shape == "json":
        result_json("schema inspect", snapshot_data(snapshot))
    else:
        result_sql(options, plan_sql(snapshot_sql(snapshot), hazards=False))
