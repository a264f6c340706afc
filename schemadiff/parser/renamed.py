"""The directive `renamed from=…`: what it is about, as far as the text alone can say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemadiff.parser.directive import attached, column_after, directives, value_after
from schemadiff.parser.sources import sql_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from schemadiff.core.diagnostic import Diagnostic
    from schemadiff.parser.directive import Directive
    from schemadiff.parser.statements import LocatedStatement

_STRING = r'"((?:[^"\\]|\\.)*)"'
_LISTED = r"\[(.*?)\]"
_NAME = {
    "CreateFunctionStmt": rf'"funcname":{_LISTED}',
    "CreateEnumStmt": rf'"typeName":{_LISTED}',
    "CreateRangeStmt": rf'"typeName":{_LISTED}',
    "CreateDomainStmt": rf'"domainname":{_LISTED}',
    "DefineStmt": rf'"defnames":{_LISTED}',
    "CreateSchemaStmt": rf'"schemaname":{_STRING}',
    "IndexStmt": rf'"idxname":{_STRING}',
    "CreateTrigStmt": rf'"trigname":{_STRING}',
    "CreatePolicyStmt": rf'"policy_name":{_STRING}',
    "RuleStmt": rf'"rulename":{_STRING}',
}
_RELATION = rf'"relname":{_STRING}'
_SCHEMA = rf'"schemaname":{_STRING}'
_QUOTED = re.compile(rf'"sval":{_STRING}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """Something whose name is the last of `path` was called `old` before. `column`: of the table that `path` names.
    `word`: the value of the enum that `path` names.

    `path` is (schema, name) where the schema is written, else (name,); `old` likewise.
    """

    path: tuple[str, ...]
    column: str | None
    word: str | None
    old: tuple[str, ...]
    directive: Directive
    statement: LocatedStatement

    def problem(self, message: str, hint: str) -> Diagnostic:
        """An error at the place of the directive."""
        return sql_error(message, self.statement.source.locate(self.directive.offset), hint)


def renamed(statements: Sequence[LocatedStatement]) -> tuple[Renamed, ...]:
    """What the directives of `statements` say. Raises SqlError for a directive that cannot be read."""
    sources = {s.source for s in statements if "renamed" in s.source.text}
    return tuple(found for source in sorted(sources, key=lambda s: s.name) for found in _of_file(source, statements))


def _of_file(source: object, statements: Sequence[LocatedStatement]) -> Iterable[Renamed]:
    own = [s for s in statements if s.source == source]
    for statement, words in attached(directives(own[0].source, own), own).items():
        for word in words:
            old = word.value("from")
            if word.word != "renamed" or old is None:
                continue
            value = value_after(statement, word)
            yield Renamed(
                path=_path(statement),
                column=column_after(statement, word),
                word=value,
                old=tuple(_names(old)) if value is None else (old,),
                directive=word,
                statement=statement,
            )


def _names(text: str) -> list[str]:
    """`a.b` as its parts; the directive's own quotes are off already."""
    return text.split(".") if text.count(".") == 1 and all(text.split(".")) else [text]


def _path(statement: LocatedStatement) -> tuple[str, ...]:
    pattern = _NAME.get(statement.node)
    if pattern is None:
        found = re.search(_RELATION, statement.tree)
        schema = re.search(_SCHEMA, statement.tree)
        names = [m[1] for m in (schema, found) if m]
    else:
        found = re.search(pattern, statement.tree)
        names = [found[1]] if found else []
        if found and _LISTED in pattern:
            names = _QUOTED.findall(found[1])
    return tuple(json.loads(f'"{name}"') for name in names[-2:])
