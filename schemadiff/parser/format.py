"""`schema fmt`: one layout for SQL files. Only layout and the case of keywords change; no comment is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.parser import grammar
from schemadiff.parser.sources import SourceFile
from schemadiff.parser.statements import split

if TYPE_CHECKING:
    from schemadiff.parser.statements import LocatedStatement

_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"[ \t]+$", re.MULTILINE)


def format_sql(text: str, file: str = "<sql>") -> str:
    """`text` laid out anew; formatting the result again changes nothing. Raises SqlError where it is not SQL.

    A statement that has a comment inside, or that the printer would not give back with the same meaning, stays as is.
    """
    source = SourceFile(name=file, text=text.replace("\r\n", "\n"))
    parts: list[str] = []
    at = 0
    for statement in split(source):
        parts += [_between(source.text[at : statement.offset], first=at == 0), _statement(statement.text), ";"]
        at = _after_semicolon(source.text, statement)
    parts.append(_between(source.text[at:], first=at == 0))
    return "".join(parts).rstrip() + "\n" if "".join(parts).strip() else ""


def _after_semicolon(text: str, statement: LocatedStatement) -> int:
    rest = text[statement.end :]
    for token in _lead(rest):
        if token.name == "ASCII_59":
            return statement.end + token.end
    return statement.end


def _lead(rest: str) -> tuple[grammar.Token, ...]:
    # Only comments can stand between a statement and its semicolon, most often nothing does.
    if rest.startswith(";"):
        return (grammar.Token(start=0, end=1, name="ASCII_59", keyword=False),)
    try:
        return grammar.tokens(rest)
    except grammar.GrammarError:
        return ()


def _between(gap: str, *, first: bool) -> str:
    """The comments between two statements, with at most one blank line; each statement begins a line."""
    gap = _BLANK_LINES.sub("\n\n", _LINE_ENDS.sub("", gap))
    if first:
        return gap.lstrip("\n")
    if not gap.strip():
        return "\n\n" if gap.count("\n") > 1 else "\n"
    return gap if gap.endswith("\n") else gap + "\n"


def _statement(text: str) -> str:
    if any(token.name in grammar.COMMENTS for token in grammar.tokens(text)):
        return text
    try:
        pretty = grammar.pretty(text).strip()
        stable = grammar.same_meaning(text, pretty) and grammar.pretty(pretty).strip() == pretty
    except (ValueError, grammar.GrammarError):
        return text
    return pretty if stable else text
