"""`schemadiff db shell`."""

import os
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

    options = invocation(ctx)
    program = psql()
    if program is None:
        raise UsageError("psql was not found", hint="install PostgreSQL's client programs")
    with database_url(options.settings()) as url:
        bare, environment = _without_password(url)
        arguments = [str(program), "-d", bare, *(["-v", "ON_ERROR_STOP=1", "-c", sql] if sql else [])]
        return subprocess.run(arguments, env={**os.environ, **environment}, check=False).returncode


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """Other users of the machine can read a process's arguments, but not its environment."""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    if not parts.password:
        return url, {}
    user, _, host = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=f"{user.partition(':')[0]}@{host}").geturl()
    return bare, {"PGPASSWORD": unquote(parts.password)}
