"""`schemadiff db up`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import progress, result, result_json
from schemadiff.cli.redact import redacted


def command(ctx: typer.Context) -> None:
    """Start the embedded database and keep it running until `db down`."""
    from schemadiff.api import db_up

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with progress(options, "Starting PostgreSQL"):
        url = db_up(options.settings())
    if shape == "json":
        result_json("db up", {"url": redacted(url)})
    else:
        result(f"running: {redacted(url)}")
