"""`schemadiff db url`."""

from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json
from schemadiff.cli.redact import redacted


def command(
    ctx: typer.Context,
    show_password: Annotated[bool, typer.Option("--show-password", help="Print the password too.")] = False,
) -> None:
    """Print the URL of the environment's database; the embedded one is reachable at it after `db up`."""
    from schemadiff.api.apply import database_url

    options = invocation(ctx)
    shape = options.choose("text", "json")
    with database_url(options.settings()) as url:
        shown = url if show_password else redacted(url)
    if shape == "json":
        result_json("db url", {"url": shown})
    else:
        result(shown)
