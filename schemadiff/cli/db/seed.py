"""`schemadiff db seed`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json


def command(ctx: typer.Context) -> None:
    """Run the fixtures, all in one transaction; refused for a protected environment."""
    from schemadiff.api import db_seed

    options = invocation(ctx)
    shape = options.choose("text", "json")
    files = [str(f) for f in db_seed(options.settings())]
    if shape == "json":
        result_json("db seed", {"files": files})
    else:
        for file in files:
            result(f"ran {file}")
