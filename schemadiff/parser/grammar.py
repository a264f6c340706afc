"""The one door to pglast, PostgreSQL's grammar (libpg_query). Offsets are in characters, counted from 0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Nothing inside a string can look like these: its quotes are escaped there.
_STATEMENT = '{"stmt":{"'
_TAIL = re.compile(r'(?:,"stmt_location":(?P<start>\d+))?(?:,"stmt_len":(?P<length>\d+))?\}(?:,|\]\})\Z')
_PLACES = re.compile(r',?"(?:\w*location|stmt_len)":-?\d+')
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
COMMENTS = frozenset({"SQL_COMMENT", "C_COMMENT"})


class GrammarError(Exception):
    """The grammar refuses a text at `offset`."""

    def __init__(self, message: str, offset: int) -> None:
        self.message = message
        self.offset = offset
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A lexeme, `end` excluded; `name` is the grammar's (`IDENT`, `SCONST`, `SQL_COMMENT`)."""

    start: int
    end: int
    name: str
    keyword: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A statement's span in the text that was parsed, and its syntax tree as JSON."""

    start: int
    end: int
    node: str
    tree: str


def parse(text: str) -> tuple[Parsed, ...]:
    """The statements of `text`, by one call of the parser and without building objects for the trees."""
    head, *chunks = _json(text).split(_STATEMENT)
    del head
    spans = []
    for chunk in chunks:
        tail = _TAIL.search(chunk, max(0, len(chunk) - 80))
        if tail is None:
            raise ValueError("unknown shape of a syntax tree")
        spans.append((int(tail["start"] or 0), int(tail["length"] or 0), '{"' + chunk[: tail.start()]))
    return tuple(_in_characters(text, spans))


def _in_characters(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Parsed]:
    data = b"" if text.isascii() else text.encode()
    done_bytes = done_characters = 0
    for start, length, tree in spans:
        first, last = start, start + length
        if data:
            first = done_characters + len(data[done_bytes:start].decode())
            last = first + len(data[start : start + length].decode())
            done_bytes, done_characters = start + length, last
        # The grammar gives no length to a last statement without a semicolon.
        last = _last_token(text, first) if not length else first + len(text[first:last].rstrip())
        yield Parsed(start=first, end=last, node=tree[2 : tree.index('"', 2)], tree=tree)


def _last_token(text: str, start: int) -> int:
    return start + max((t.end for t in tokens(text[start:]) if t.name not in COMMENTS), default=0)


def tokens(text: str) -> tuple[Token, ...]:
    """The lexemes of `text`, comments included. Raises GrammarError on an unfinished string or comment."""
    from pglast.parser import ParseError, scan

    plain = _NON_ASCII.sub("x", text)
    try:
        found = scan(plain)
    except ParseError as error:
        raise GrammarError(str(error.args[0]), int(error.args[1] or 0)) from None
    return tuple(Token(start=t.start, end=t.end + 1, name=t.name, keyword=t.kind != "NO_KEYWORD") for t in found)


def same_meaning(one: str, other: str) -> bool:
    """Whether two texts have the same syntax tree, places aside."""
    return _PLACES.sub("", _json(one)) == _PLACES.sub("", _json(other))


def pretty(text: str) -> str:
    """One statement, printed from its syntax tree; comments are lost. Raises ValueError where that cannot be done."""
    from pglast import prettify

    try:
        return str(prettify(text, safety_belt=False, comma_at_eoln=True))
    # The printer raises whatever it stumbles on in trees that it does not know.
    except (RuntimeError, LookupError, AttributeError, TypeError, AssertionError) as error:
        raise ValueError(f"no printer for this statement: {error}") from error


def _json(text: str) -> str:
    from pglast.parser import ParseError, parse_sql_json

    try:
        return str(parse_sql_json(text))
    except ParseError as error:
        raise GrammarError(str(error.args[0]), _error_offset(text, error.args)) from None


def _error_offset(text: str, arguments: tuple[object, ...]) -> int:
    # pglast converts to characters an offset that already counts them; over ASCII of the same length both agree.
    from pglast.parser import ParseError, parse_sql_json

    if str(arguments[0]).endswith("at end of input"):
        return len(text.rstrip())
    offset = arguments[1] if len(arguments) > 1 else None
    if not text.isascii():
        try:
            parse_sql_json(_NON_ASCII.sub("x", text))
        except ParseError as error:
            offset = error.args[1] if len(error.args) > 1 else None
    return min(offset, len(text)) if isinstance(offset, int) else 0
