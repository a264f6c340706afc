"""What is psql's and not SQL: backslash commands and the data lines after COPY … FROM stdin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.parser import grammar
from schemadiff.parser.sources import SourceFile, sql_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.parser.grammar import Parsed

_RESTRICT = re.compile(r"^\\(?:un)?restrict[ \t]+[A-Za-z0-9]+[ \t]*$", re.MULTILINE)
_COPY = re.compile(r"\bFROM\s+(?:STDIN|'stdin')\b[^;]*;[ \t]*\n", re.IGNORECASE)
_COMMAND = re.compile(r"\\([A-Za-z!?.]*)")
_COPY_HINT = "data lines are read by psql alone; dump with --schema-only, or with --inserts, or write INSERT statements"
_HINTS = {
    "i": "give the included file to schemadiff instead: it reads several files and folders, in any order",
    "ir": "give the included file to schemadiff instead: it reads several files and folders, in any order",
    "include": "give the included file to schemadiff instead: it reads several files and folders, in any order",
    "connect": "a schema is one database's; leave the line out (pg_dump without --create does not write it)",
    "c": "a schema is one database's; leave the line out (pg_dump without --create does not write it)",
    "copy": _COPY_HINT,
    ".": _COPY_HINT,
    "set": "psql's variables are not known here; write the value itself",
    "gset": "psql's variables are not known here; write the value itself",
    "gexec": "write the statements themselves, or a DO block that executes them",
}


def blanked(text: str) -> str:
    """`text` with the lines that pg_dump writes for psql's safety (`\\restrict KEY`) made blank, offsets unchanged."""
    if "restrict" not in text:
        return text
    return _RESTRICT.sub(lambda line: " " * len(line[0]), text)


def restored(original: str, text: str, spans: Sequence[tuple[int, int]]) -> str:
    """`text` with the lines inside a statement put back: there they are part of a string."""
    if original == text:
        return text
    for line in _RESTRICT.finditer(original):
        if any(start < line.start() < end for start, end in spans):
            text = text[: line.start()] + line[0] + text[line.end() :]
    return text


def problem(source: SourceFile, text: str, offset: int) -> Diagnostic | None:
    """What psql would have understood at or before `offset`, where the grammar stopped."""
    return _copy_before(source, text, offset) or _command_at(source, text, offset)


def inline_copy(source: SourceFile, parsed: Parsed) -> Diagnostic | None:
    """The complaint about a COPY that reads from its own script."""
    if '"is_from":true' not in parsed.tree or '"filename":' in parsed.tree or '"is_program":true' in parsed.tree:
        return None
    return sql_error("COPY … FROM stdin cannot be executed from a file", source.locate(parsed.start), _COPY_HINT)


def _copy_before(source: SourceFile, text: str, offset: int) -> Diagnostic | None:
    for copy in _COPY.finditer(text):
        if copy.start() > offset:
            break
        try:
            *_, last = grammar.parse(text[: copy.end()]) or (None,)
        except grammar.GrammarError:
            continue
        if last is not None and last.node == "CopyStmt":
            return inline_copy(source, last)
    return None


def _command_at(source: SourceFile, text: str, offset: int) -> Diagnostic | None:
    command = _COMMAND.match(text, offset)
    if command is None:
        return None
    name = command[1]
    hint = _HINTS.get(name.lower(), "only SQL is read here; leave psql's commands out")
    return sql_error(f"\\{name} is a command of psql, not SQL", source.locate(offset), hint)
