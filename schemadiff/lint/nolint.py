"""`-- schemadiff: nolint CODE`: which findings a file takes for granted, and which of its directives say nothing."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from schemadiff.parser import Directive, LocatedStatement, SourceFile

_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(slots=True, kw_only=True)
class Nolint:
    """One code of one directive; `statement` is what it is about, None for the whole file."""

    code: str
    file: str
    line: int
    statement: LocatedStatement | None
    used: bool = field(default=False)

    def covers(self, code: str, statement: LocatedStatement) -> bool:
        """Whether it takes a finding for granted."""
        whole = self.statement is None and statement.file == self.file
        return code == self.code and (whole or statement == self.statement)


def read_nolints(source: SourceFile, statements: Sequence[LocatedStatement]) -> list[Nolint]:
    """The nolint directives of a file, one for each code.

    One that stands before all statements, an empty line between, holds for the file; any other for the statement after or around it.
    """
    from schemadiff.parser import directives

    found = [d for d in directives(source, statements) if d.word == "nolint"]
    return [
        Nolint(code=code, file=source.name, line=directive.line, statement=_statement(source, directive, statements))
        for directive in found
        for argument in directive.arguments
        for code in argument.split(",")
        if code
    ]


def _statement(source: SourceFile, directive: Directive, statements: Sequence[LocatedStatement]) -> LocatedStatement | None:
    after = next((s for s in statements if s.end > directive.offset), None)
    if after is None:
        return None
    at_head = after is statements[0] and _EMPTY_LINE.search(source.text, directive.offset, after.offset)
    return None if at_head else after


def unused(nolints: Sequence[Nolint], asked: Collection[str], known: Collection[str]) -> Iterator[tuple[Nolint, str, str]]:
    """The directives that silenced nothing, each with a message and a hint. A rule that was not `asked` may need its one."""
    for one in nolints:
        if one.code not in known:
            close = difflib.get_close_matches(one.code, sorted(known), n=1)
            hint = f"did you mean {close[0]!r}?" if close else "docs/lint.md lists the rules"
            yield one, f"nolint {one.code}: there is no such rule", hint
        elif one.code in asked and not one.used:
            yield one, f"nolint {one.code}: there is nothing to silence", "take the directive out"
