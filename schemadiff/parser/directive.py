"""Directives: comment lines `-- schemadiff: WORD ARGUMENT …` about the statement after them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.core.errors import SqlError
from schemadiff.parser import grammar
from schemadiff.parser.sources import sql_error
from schemadiff.parser.statements import split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.parser.sources import SourceFile
    from schemadiff.parser.statements import LocatedStatement

WORDS = ("allow", "checkpoint", "data", "no-transaction", "nolint", "renamed", "transaction")
_LINE = re.compile(r"--[ \t]*schemadiff:[ \t]*([^\n]*)")
_PART = re.compile(r"""(?:[^\s,"=]|"(?:[^"]|"")*"|=(?:'(?:[^']|'')*')?)+""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One directive; `offset` is that of its comment in the file, in characters; `line` counts from 1."""

    file: str
    line: int
    word: str
    arguments: tuple[str, ...]
    offset: int

    def value(self, name: str) -> str | None:
        """The value of the argument `name=value`, its quotes, single or double, taken off."""
        for argument in self.arguments:
            key, equals, value = argument.partition("=")
            if equals and key == name:
                quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
                return value[1:-1].replace(2 * value[0], value[0]) if quoted else value
        return None


def directives(source: SourceFile, statements: Sequence[LocatedStatement] | None = None) -> tuple[Directive, ...]:
    """The directives of a file; `statements` are its statements, where the caller has them.

    Raises SqlError on an unknown word, on missing arguments, and on a directive that is not on a line of its own.
    """
    lines = list(_LINE.finditer(source.text))
    if not lines:
        return ()
    statements = split(source) if statements is None else statements
    found: list[Directive] = []
    problems: list[Diagnostic] = []
    for line in lines:
        if not _is_comment(line.start(), statements):
            continue
        problem = _problem(source, line)
        if problem:
            problems.append(problem)
        else:
            word, *arguments = _PART.findall(line[1])
            place = source.locate(line.start())
            found.append(Directive(file=source.name, line=place.line, word=word, arguments=tuple(arguments), offset=line.start()))
    if problems:
        raise SqlError(problems)
    return tuple(found)


def attached(found: Sequence[Directive], statements: Sequence[LocatedStatement]) -> dict[LocatedStatement, tuple[Directive, ...]]:
    """The directives of each statement that has some: those between the one before and it, and those inside it."""
    result: dict[LocatedStatement, tuple[Directive, ...]] = {}
    for directive in found:
        of_file = (s for s in statements if s.file == directive.file and s.end > directive.offset)
        statement = next(of_file, None)
        if statement is not None:
            result[statement] = (*result.get(statement, ()), directive)
    return result


def column_after(statement: LocatedStatement, directive: Directive) -> str | None:
    """The column of a CREATE or ALTER TABLE whose definition is the first after a directive inside the statement."""
    if not statement.offset < directive.offset < statement.end:
        return None
    fields = statement.look()
    elements = [e for e in fields.get("tableElts", ()) if "ColumnDef" in e]
    elements += [d for c in fields.get("cmds", ()) if "ColumnDef" in (d := c["AlterTableCmd"].get("def", {}))]
    at = len(statement.source.text[: directive.offset].encode())
    after = [e["ColumnDef"] for e in elements if e["ColumnDef"].get("location", 0) > at]
    if not after:
        return None
    first = min(after, key=lambda column: int(column["location"]))
    return str(first["colname"])


def value_after(statement: LocatedStatement, directive: Directive) -> str | None:
    """The value that is the first after a directive inside CREATE TYPE … AS ENUM."""
    if statement.node != "CreateEnumStmt" or directive.offset < statement.offset:
        return None
    # The tree gives no places to values, but they are the only strings in the statement.
    strings = [t for t in grammar.tokens(statement.text) if t.name in {"SCONST", "USCONST", "XCONST"}]
    before = sum(t.start < directive.offset - statement.offset for t in strings)
    values = [v["String"].get("sval", "") for v in statement.look().get("vals", ())]
    return values[before] if before < len(values) else None


def _is_comment(offset: int, statements: Sequence[LocatedStatement]) -> bool:
    inside = next((s for s in statements if s.offset < offset < s.end), None)
    if inside is None:
        return True
    return any(t.start == offset - inside.offset and t.name == "SQL_COMMENT" for t in grammar.tokens(inside.text))


def _problem(source: SourceFile, line: re.Match[str]) -> Diagnostic | None:
    word, *arguments = _PART.findall(line[1]) or [""]
    place = source.locate(line.start())
    if word not in WORDS:
        nearest = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.5)
        hint = f"did you mean {nearest[0]!r}?" if nearest else "known words: " + ", ".join(WORDS)
        return sql_error(f"unknown directive {word!r}", source.locate(line.start(1)), hint)
    if place.source and place.source[: place.column - 1].strip():
        hint = "put it on a line of its own, before what it is about"
        return sql_error("a directive after other text on its line", place, hint)
    if word == "renamed" and not any(re.fullmatch(r"""from=(?:[^="]+|(?:.*")?.+"|'.+')""", a) for a in arguments):
        return sql_error("'renamed' without the old name", place, "write: -- schemadiff: renamed from=old_name")
    if word in {"nolint", "allow"} and not arguments:
        return sql_error(f"{word!r} without a code", place, f"write: -- schemadiff: {word} CODE")
    return None
