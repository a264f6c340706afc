"""The only place that prints: results on standard output, everything said about them on standard error."""

from __future__ import annotations

import json
import os
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from schemadiff.cli.redact import redacted, visible, visible_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from schemadiff.cli.options import Invocation
    from schemadiff.core.diagnostic import Diagnostic

JSON_VERSION = 1
PROGRESS_AFTER = 1.0


def result(text: str, *, end: str = "\n") -> None:
    """Writes a result to standard output."""
    # In a pipe it goes out as it is: it may be SQL to be executed.
    sys.stdout.write((visible(text) if sys.stdout.isatty() else text) + end)
    sys.stdout.flush()


def result_json(kind: str, body: dict[str, Any]) -> None:
    """Writes a result as JSON: `version`, `kind`, then the command's own members (docs/json.md)."""
    text = json.dumps({"version": JSON_VERSION, "kind": kind, **body}, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write(visible_json(text) + "\n")
    sys.stdout.flush()


def result_files(kind: str, shape: str, files: Sequence[str], *, done: str, then: str, **more: Any) -> None:
    """Tells, as JSON or a line each, of files with which something was `done`, and what to do `then`."""
    if shape == "json":
        result_json(kind, {**more, "files": files})
        return
    for file in files:
        result(f"{done} {file}")
    result(then)


def result_json_long(kind: str, body: dict[str, Any], lists: Mapping[str, Iterable[Any]]) -> None:
    """As `result_json`, with the elements of `lists` last, each on a line and none of them kept."""
    text = json.dumps({"version": JSON_VERSION, "kind": kind, **body}, indent=2, ensure_ascii=False, default=str)
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    sys.stdout.write(visible_json(text).removesuffix("\n}"))
    for name, elements in lists.items():
        sys.stdout.write(f',\n  "{name}": [')
        for number, element in enumerate(elements):
            sys.stdout.write(("," if number else "") + "\n    " + visible_json(encode(element)))
        sys.stdout.write("\n  ]")
    sys.stdout.write("\n}\n")
    sys.stdout.flush()


def note(options: Invocation, text: str) -> None:
    """Says something on standard error; `--quiet` silences it."""
    if not options.quiet:
        sys.stderr.write(visible(redacted(text)) + "\n")
        sys.stderr.flush()


def result_sql(options: Invocation, sql: str) -> None:
    """Writes SQL to standard output, highlighted where that is a terminal."""
    if coloured(options, sys.stdout):
        show_sql(options, sql, sys.stdout)
    else:
        result(sql, end="" if sql.endswith("\n") else "\n")


def show_sql(options: Invocation, sql: str, stream: TextIO) -> None:
    """Shows SQL to a person, highlighted where `stream` is a terminal."""
    if stream.isatty():
        sql = visible(sql)
    if not coloured(options, stream):
        stream.write(sql if sql.endswith("\n") else sql + "\n")
        return
    from rich.console import Console
    from rich.syntax import Syntax

    # A background would fight the terminal's own theme.
    Console(file=stream).print(Syntax(sql.rstrip("\n"), "postgresql", theme="ansi_dark", background_color="default", word_wrap=True))


def show_diagnostics(options: Invocation, diagnostics: tuple[Diagnostic, ...]) -> None:
    """Errors and warnings on standard error, coloured on a terminal."""
    for diagnostic in diagnostics:
        text = visible(redacted(diagnostic.text()))
        head = "" if diagnostic.location else f"{diagnostic.severity}: "
        if coloured(options, sys.stderr):
            colour = {"error": "31", "warning": "33"}.get(diagnostic.severity, "36")
            first, _, rest = text.partition("\n")
            text = f"\x1b[1;{colour}m{head}{first}\x1b[0m" + (f"\n{rest}" if rest else "")
            head = ""
        sys.stderr.write(f"{head}{text}\n")
    sys.stderr.flush()


def show_findings(options: Invocation, diagnostics: tuple[Diagnostic, ...]) -> None:
    """Warnings beside a result on standard error; `--quiet` silences them."""
    if not options.quiet:
        show_diagnostics(options, diagnostics)


def coloured(options: Invocation, stream: TextIO) -> bool:
    """Is `stream` a terminal that wants colours? https://no-color.org"""
    return stream.isatty() and not options.no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(options: Invocation, text: str) -> Iterator[None]:
    """Shows that work goes on, on a terminal and after a second; silent in a pipe."""
    if options.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    spinner = _Spinner(text)
    timer = threading.Timer(PROGRESS_AFTER, spinner.start)
    timer.daemon = True
    timer.start()
    _spinning.append(spinner)
    try:
        yield
    finally:
        timer.cancel()
        spinner.stop()
        _spinning.remove(spinner)


def end_progress() -> None:
    """Takes the line of progress away for good, because a person is to be asked something."""
    for spinner in _spinning:
        spinner.stop()


class _Spinner:
    """A rich status line that may be stopped before it was started."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lock = threading.Lock()
        self._over = False
        self._status: Any = None

    def start(self) -> None:
        from rich.console import Console

        with self._lock:
            if not self._over:
                self._status = Console(stderr=True).status(self._text)
                self._status.start()

    def stop(self) -> None:
        with self._lock:
            self._over = True
            if self._status is not None:
                self._status.stop()


_spinning: list[_Spinner] = []
