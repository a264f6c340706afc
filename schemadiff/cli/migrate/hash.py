"""`schemadiff migrate hash`."""

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json


def command(ctx: typer.Context) -> None:
    """Rewrite the checksum file from the folder as it is, after an edit that is meant."""
    from schemadiff.api import migrate_hash

    options = invocation(ctx)
    shape = options.choose("text", "json")
    file = migrate_hash(options.settings())
    if shape == "json":
        result_json("migrate hash", {"file": str(file)})
    else:
        result(f"wrote {file}")
