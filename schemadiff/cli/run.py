"""Runs a command line: parses it, runs the command, turns every error into a message and an exit code."""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from typing import TYPE_CHECKING

from schemadiff.cli import lazy
from schemadiff.cli.options import Invocation
from schemadiff.cli.output import result_json, show_diagnostics
from schemadiff.cli.redact import redacted, visible
from schemadiff.core import exit_codes
from schemadiff.core.diagnostic import Diagnostic, Severity
from schemadiff.core.errors import SchemadiffError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERNAL = "internal"


def run(arguments: Sequence[str]) -> int:
    """Runs `schemadiff ARGUMENTS` and gives its exit code. Nothing escapes as an exception."""
    # A command lives for seconds and frees nothing that matters: looking for cycles among 100,000 facts costs a third of it.
    gc.disable()
    options = Invocation()
    try:
        return _run(options, list(arguments))
    except SchemadiffError as error:
        _report(options, error.diagnostics)
        if options.verbose:
            _traceback()
        return error.exit_code
    except (KeyboardInterrupt, EOFError):
        sys.stderr.write("\ninterrupted; what was not committed is undone\n")
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # The reader left (`| head`): nothing can be said, and the interpreter must not try again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.FAILED
    except Exception as error:  # noqa: BLE001
        return _unexpected(options, error)


def _run(options: Invocation, arguments: list[str]) -> int:
    _early_format(options, arguments)
    command = lazy.build()
    try:
        with _Logging(options):
            code = command.main(args=arguments or ["--help"], prog_name="schemadiff", standalone_mode=False, obj=options)
    except Exception as error:
        if type(error).__name__ == "Abort":
            raise KeyboardInterrupt from None
        usage = _usage_error(error)
        if usage:
            raise usage from None
        raise
    if code == exit_codes.INTERRUPTED:
        # Typer makes an exit code of Ctrl-C; it is told like any other.
        raise KeyboardInterrupt
    sys.stdout.flush()
    return code if isinstance(code, int) else exit_codes.DONE


def _early_format(options: Invocation, arguments: list[str]) -> None:
    """`--format json` is known before parsing, so that even a parsing error comes as JSON."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    if any(a == "--format=json" or (a, b) == ("--format", "json") for a, b in pairs):
        options.format = "json"


def _usage_error(error: Exception) -> UsageError | None:
    """typer has its own copy of click or shares click's, by its version: usage errors are told by their shape."""
    format_message = getattr(error, "format_message", None)
    if format_message is None:
        return None
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "schemadiff"
    return UsageError(str(format_message()).rstrip("."), hint=f"{path} --help")


def _report(options: Invocation, diagnostics: tuple[Diagnostic, ...]) -> None:
    show_diagnostics(options, diagnostics)
    if options.format == "json":
        result_json("error", {"diagnostics": [diagnostic_json(d) for d in diagnostics]})


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as docs/json.md describes it."""
    at = diagnostic.location
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": redacted(diagnostic.message),
        "hint": redacted(diagnostic.hint) if diagnostic.hint else None,
        "location": {"file": at.file, "line": at.line, "column": at.column} if at else None,
        "object": diagnostic.object,
    }


def _unexpected(options: Invocation, error: Exception) -> int:
    message = redacted(f"{type(error).__name__}: {error}").strip()
    hint = "this is a bug in schemadiff; " + ("please report it" if options.verbose else "-v shows where, please report it")
    _report(options, (Diagnostic(code=INTERNAL, severity=Severity.ERROR, message=message, hint=hint),))
    if options.verbose:
        _traceback()
    return exit_codes.FAILED


def _traceback() -> None:
    sys.stderr.write(visible(redacted(traceback.format_exc())))


class _Logging:
    """Log records on standard error: warnings, `-v` information, `-vv` everything; redacted."""

    def __init__(self, options: Invocation) -> None:
        self._options = options

    def __enter__(self) -> None:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(_Redacting("%(levelname)s %(name)s: %(message)s"))
        handler.addFilter(lambda record: record.levelno >= self._threshold())
        logger = logging.getLogger("schemadiff")
        logger.handlers[:] = [handler]
        logger.setLevel(logging.DEBUG)
        logger.propagate = False

    def __exit__(self, *_: object) -> None:
        logging.getLogger("schemadiff").handlers.clear()

    def _threshold(self) -> int:
        if self._options.quiet:
            return logging.ERROR
        return {0: logging.WARNING, 1: logging.INFO}.get(self._options.verbose, logging.DEBUG)


class _Redacting(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return visible(redacted(super().format(record)))
