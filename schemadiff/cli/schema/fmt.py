"""`schemadiff schema fmt`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.options import invocation
from schemadiff.cli.output import result, result_json
from schemadiff.core import exit_codes


def command(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders, instead of the configured ones.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 2 where a file would change.")] = False,
) -> int:
    """Lay out SQL files in one way; nothing but layout and the case of keywords changes."""
    from schemadiff.api import format_files

    options = invocation(ctx)
    shape = options.choose("text", "json")
    files = format_files(paths or options.settings().schema, check=check)
    if shape == "json":
        result_json("schema fmt", {"files": [{"file": str(f.file), "changed": f.changed} for f in files]})
    else:
        for file in files:
            if file.changed:
                result(f"{'would change' if check else 'laid out'} {file.file}")
    return exit_codes.DIFFERS if check and any(f.changed for f in files) else exit_codes.DONE
