"""The one shape in which parser, planner, applier and CLI say something to a person."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """How much a diagnostic matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in a file: `line` and `column` count from 1, `column` in characters; `source` is that line's text."""

    file: str
    line: int
    column: int = 1
    source: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: `code` is stable and machine-readable; `object` is an identity as a person reads it."""

    code: str
    severity: Severity
    message: str
    hint: str | None = None
    location: Location | None = None
    object: str | None = None

    def text(self) -> str:
        """The finding as lines: `file:line:column: severity: message`, the source line with a caret, the hint."""
        head = f"{self.location}: {self.severity}: {self.message}" if self.location else self.message
        lines = [head]
        if self.location and self.location.source is not None:
            lines += [f"    {self.location.source}", "    " + caret(self.location)]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


def caret(location: Location) -> str:
    """A caret under the column of `location`; tabs of the line are kept so that it stands right."""
    before = (location.source or "")[: location.column - 1]
    return "".join("\t" if char == "\t" else " " for char in before) + "^"
