"""`schemadiff schema inspect`."""

from typing import Annotated

import typer

from schemadiff.cli.options import Strict, invocation
from schemadiff.cli.output import progress, result_json, result_sql, show_findings


def command(
    ctx: typer.Context,
    source: Annotated[
        str | None, typer.Argument(help="Instead of the database: a URL, a file, a folder, migrations:DIR.")
    ] = None,
    strict: Strict = False,
) -> None:
    """Print a schema, as SQL that loads into an empty database, or as JSON."""
    from schemadiff.api import findings, inspect, plan_sql, snapshot_data, snapshot_sql
    from schemadiff.cli.run import diagnostic_json

    options = invocation(ctx)
    shape = options.choose("sql", "json", "text")
    settings = options.settings()
    with progress(options, "Reading"):
        snapshot = inspect(
            source or settings.url,
            dev=settings.dev,
            project=settings.project,
            exclude=settings.exclude,
            include=settings.include,
            strict=strict,
        )
    found = findings(snapshot)
    show_findings(options, found)
    if shape == "json":
        result_json("schema inspect", {**snapshot_data(snapshot), "diagnostics": [diagnostic_json(d) for d in found]})
    else:
        result_sql(options, plan_sql(snapshot_sql(snapshot), hazards=False))
