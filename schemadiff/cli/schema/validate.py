"""`schemadiff schema validate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemadiff.cli.annotations import annotation
from schemadiff.cli.options import Strict, invocation
from schemadiff.cli.output import progress, result, result_json, show_diagnostics, show_findings
from schemadiff.core import exit_codes
from schemadiff.core.errors import SqlError

if TYPE_CHECKING:
    from schemadiff.core.diagnostic import Diagnostic


def command(
    ctx: typer.Context,
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders, instead of the configured ones.")] = None,
    strict: Strict = False,
) -> int:
    """Compile SQL files in a scratch database; errors tell file, line, column and a way out."""
    from schemadiff.api import findings, validate
    from schemadiff.cli.run import diagnostic_json

    options = invocation(ctx)
    shape = options.choose("text", "json", "github")
    settings = options.settings()
    problems: tuple[Diagnostic, ...] = ()
    found: tuple[Diagnostic, ...] = ()
    try:
        with progress(options, "Compiling"):
            snapshot = validate(paths or settings.schema, dev=settings.dev, include=settings.include, strict=strict)
        found = findings(snapshot)
    except SqlError as error:
        problems = error.diagnostics
    said = (*problems, *found)
    if shape == "json":
        result_json("schema validate", {"valid": not problems, "diagnostics": [diagnostic_json(d) for d in said]})
    elif shape == "github":
        for one in said:
            result(annotation(one))
    elif not problems:
        result("valid")
    if shape != "github":
        show_diagnostics(options, problems)
        show_findings(options, found)
    return exit_codes.FAILED if problems else exit_codes.DONE
