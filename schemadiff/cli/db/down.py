"""`schemadiff db down`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json


def command(ctx: typer.Context) -> None:
    """Stop the embedded database; its data stay."""
    from schemadiff.api import db_down

    options = invocation(ctx)
    shape = options.choose("text", "json")
    db_down(options.settings())
    if shape == "json":
        result_json("db down", {"running": False})
    else:
        result("stopped")
