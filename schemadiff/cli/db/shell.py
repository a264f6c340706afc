"""`schemadiff db shell`."""

import subprocess
from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.core.errors import UsageError


def command(
    ctx: typer.Context,
    sql: Annotated[str | None, typer.Option("-c", "--command", help="Run this and leave.", metavar="SQL")] = None,
) -> int:
    """Open psql on the environment's database."""
    from schemadiff.api.apply import database_url
    from schemadiff.api.engine import psql
    from schemadiff.connect import client_target

    options = invocation(ctx)
    program = psql()
    if program is None:
        raise UsageError("psql was not found", hint="install PostgreSQL's client programs")
    with database_url(options.settings()) as url:
        target, environment = client_target(url)
        arguments = [str(program), "-d", target, *(["-v", "ON_ERROR_STOP=1", "-c", sql] if sql else [])]
        return subprocess.run(arguments, env=environment, check=False).returncode
