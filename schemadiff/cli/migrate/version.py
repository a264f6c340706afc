"""`schemadiff migrate version`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json


def command(ctx: typer.Context) -> None:
    """Print the last applied version."""
    from schemadiff.api import migrate_version

    options = invocation(ctx)
    shape = options.choose("text", "json")
    version = migrate_version(options.settings())
    if shape == "json":
        result_json("migrate version", {"current": version})
    else:
        result(version or "none")
