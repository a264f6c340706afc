"""`schemadiff schema validate`."""

from pathlib import Path
from typing import Annotated

import typer

from schemadiff.cli.options import Strict, invocation
from schemadiff.cli.output import progress, result, result_json, show_diagnostics, show_findings
from schemadiff.cli.redact import redacted
from schemadiff.core import exit_codes
from schemadiff.core.diagnostic import Diagnostic
from schemadiff.core.errors import SqlError


def command(
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders, instead of the configured ones.")
    ] = None,
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
            result(_annotation(one))
    elif not problems:
        result("valid")
    if shape != "github":
        show_diagnostics(options, problems)
        show_findings(options, found)
    return exit_codes.FAILED if problems else exit_codes.DONE


def _annotation(problem: Diagnostic) -> str:
    """A workflow command of GitHub Actions (docs.github.com, "Workflow commands"), its values escaped as it wants."""
    at = problem.location
    place = f" file={_escaped(at.file, ':,')},line={at.line},col={at.column}" if at else ""
    text = problem.message + (f"\nhint: {problem.hint}" if problem.hint else "")
    return f"::{problem.severity}{place}::{_escaped(redacted(text), '')}"


def _escaped(text: str, more: str) -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
