"""`.env` files: `NAME=value` lines, quotes, comments, an optional `export`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Diagnostic, Location, Severity
from schemadiff.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*
        (?:'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)"|(?P<bare>[^'"\s](?:.*?\S)?)?)
        \s*(?:(?<=\s)\#.*|(?<=['"])\#.*)?\Z""",
    re.VERBOSE,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def read_dotenv(file: Path) -> dict[str, str]:
    """The variables of `file`; none where there is no such file.

    Raises UsageError, naming file and line but never the line's text, where a line cannot be read.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read {file}: {reason}") from None
    variables = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = LINE.match(line)
        if not match:
            raise UsageError(_unreadable(file, number))
        variables[match["name"]] = _value(match)
    return variables


def _value(match: re.Match[str]) -> str:
    if match["single"] is not None:
        return match["single"]
    if match["double"] is not None:
        return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), match["double"])
    return re.sub(r"(^|\s+)#.*", "", match["bare"] or "")


def _unreadable(file: Path, line: int) -> Diagnostic:
    return Diagnostic(
        code=UsageError.code,
        severity=Severity.ERROR,
        message="not a NAME=value line",
        hint="quote values that have spaces, quotes or # in them",
        location=Location(file=str(file), line=line),
    )
