"""Data steps: statements of a schema that change rows. They are not executed to load it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.parser import grammar
from schemadiff.parser.statements import StatementKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.parser.statements import LocatedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStep:
    """A statement that changes rows, and the hash by which migrations know it; layout and comments do not change it."""

    statement: LocatedStatement
    hash: str


def data_steps(statements: Iterable[LocatedStatement]) -> tuple[DataStep, ...]:
    """The data steps among the statements, in their order."""
    return tuple(DataStep(statement=s, hash=statement_hash(s.text)) for s in statements if s.kind is StatementKind.DATA)


def statement_hash(text: str) -> str:
    """SHA-256, in hexadecimal, of the statement's lexemes: names and keywords that are not quoted in lower case."""
    words = [
        word.lower() if token.keyword or (token.name == "IDENT" and not word.startswith(('"', "U&", "u&"))) else word
        for token in grammar.tokens(text)
        if token.name not in grammar.COMMENTS
        for word in (text[token.start : token.end],)
    ]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
