"""Statements with their place in a file, and what sort of statement each is."""

from __future__ import annotations

import enum
import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemadiff.core.errors import SqlError
from schemadiff.parser import grammar, metacommands
from schemadiff.parser.hints import syntax_hint
from schemadiff.parser.sources import SourceFile, sql_error

if TYPE_CHECKING:
    from schemadiff.core.diagnostic import Location
    from schemadiff.parser.grammar import Parsed


class StatementKind(enum.StrEnum):
    """What sort a statement is. All that is no other sort is DDL."""

    DDL = "ddl"
    DATA = "data"
    CONTROL = "control"
    SESSION = "session"
    ROLE = "role"
    QUERY = "query"
    DO = "do"


_KINDS = {
    "InsertStmt": StatementKind.DATA,
    "UpdateStmt": StatementKind.DATA,
    "DeleteStmt": StatementKind.DATA,
    "MergeStmt": StatementKind.DATA,
    "CopyStmt": StatementKind.DATA,
    "TruncateStmt": StatementKind.DATA,
    "TransactionStmt": StatementKind.CONTROL,
    "ConstraintsSetStmt": StatementKind.CONTROL,
    "LockStmt": StatementKind.CONTROL,
    "VariableSetStmt": StatementKind.SESSION,
    "CreateRoleStmt": StatementKind.ROLE,
    "AlterRoleStmt": StatementKind.ROLE,
    "AlterRoleSetStmt": StatementKind.ROLE,
    "DropRoleStmt": StatementKind.ROLE,
    "GrantRoleStmt": StatementKind.ROLE,
    "DoStmt": StatementKind.DO,
    "CallStmt": StatementKind.QUERY,
}
# PostgreSQL documentation, "PreventInTransactionBlock" cases of each command's page.
_NEVER_IN_TRANSACTION = frozenset(
    ["VacuumStmt", "CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterSystemStmt"]
)
_FALSE = re.compile(r'"(?:false|off|0)"')
_CONCURRENT = frozenset(["IndexStmt", "DropStmt", "AlterTableStmt"])
_SET_CONFIG = re.compile(r'\{"SelectStmt":\{"targetList":\[\{"ResTarget":\{"val":\{"FuncCall":\{"funcname":\[[^\]]*"set_config"')


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedStatement:
    """One statement without its semicolon: `offset` in characters of the file from 0, `line` and `column` from 1.

    `node` is the grammar's name of it (`CreateStmt`), `tree` its syntax tree as JSON, with places in bytes.
    """

    source: SourceFile = field(repr=False)
    offset: int
    line: int
    column: int
    text: str
    kind: StatementKind
    node: str
    tree: str = field(repr=False, compare=False)

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.source.name

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.offset + len(self.text)

    def location(self, at: int = 0) -> Location:
        """The place of its character `at`, counted from 0."""
        return self.source.locate(self.offset + max(0, min(at, len(self.text))))

    def look(self) -> dict[str, Any]:
        """The fields of its syntax tree's root."""
        fields: dict[str, Any] = json.loads(self.tree)[self.node]
        return fields

    def option_is_false(self, name: str) -> bool:
        """Whether `WITH (name = false)` is written."""
        for option in self.look().get("options", ()):
            element = option["DefElem"]
            if element["defname"] == name:
                value = element.get("arg", {})
                # A zero and a false have no field of their own in the tree.
                return bool(_FALSE.search(json.dumps(value))) or value in ({"Integer": {}}, {"Boolean": {}})
        return False

    @property
    def is_control(self) -> bool:
        """Whether it begins, ends or divides a transaction."""
        return self.node == "TransactionStmt"

    @property
    def needs_no_transaction(self) -> bool:
        """Whether PostgreSQL refuses it inside a transaction block."""
        if self.node in _CONCURRENT:
            return '"concurrent":true' in self.tree
        if self.node == "VacuumStmt":
            return '"is_vacuumcmd":true' in self.tree
        if self.node == "ReindexStmt":
            return bool(re.search(r'"defname":"concurrently"|OBJECT_(?:SYSTEM|DATABASE|SCHEMA)"', self.tree))
        if self.node == "CreateSubscriptionStmt":
            return not self.option_is_false("connect") and not self.option_is_false("create_slot")
        if self.node == "AlterDatabaseStmt":
            return '"defname":"tablespace"' in self.tree
        if self.node == "ClusterStmt":
            return '"relation":' not in self.tree
        if self.node in {"DiscardStmt", "DropSubscriptionStmt"}:
            return '"target":"DISCARD_ALL"' in self.tree or self.node == "DropSubscriptionStmt"
        return self.node in _NEVER_IN_TRANSACTION


def split(source: SourceFile) -> tuple[LocatedStatement, ...]:
    """The statements of a file. Raises SqlError on bad syntax, on psql's own commands and on COPY's inline data."""
    text = metacommands.blanked(source.text)
    try:
        found = grammar.parse(text)
        inside = metacommands.restored(source.text, text, [(p.start, p.end) for p in found])
        if inside != text:
            text, found = inside, grammar.parse(inside)
    except grammar.GrammarError as error:
        raise SqlError(
            metacommands.problem(source, text, error.offset)
            or sql_error(error.message, source.locate(error.offset), syntax_hint(text, error.offset, error.message))
        ) from None
    problems = [p for s in found if s.node == "CopyStmt" and (p := metacommands.inline_copy(source, s))]
    if problems:
        raise SqlError(problems)
    return tuple(_located(source, text, parsed) for parsed in found)


def _located(source: SourceFile, text: str, parsed: Parsed) -> LocatedStatement:
    place = source.locate(parsed.start)
    return LocatedStatement(
        source=source,
        offset=parsed.start,
        line=place.line,
        column=place.column,
        text=text[parsed.start : parsed.end],
        kind=_kind(parsed),
        node=parsed.node,
        tree=parsed.tree,
    )


def _kind(parsed: Parsed) -> StatementKind:
    if parsed.node == "SelectStmt":
        if '"intoClause":' in parsed.tree:
            return StatementKind.DDL
        return StatementKind.SESSION if _SET_CONFIG.match(parsed.tree) else StatementKind.QUERY
    if parsed.node == "VariableSetStmt" and '"kind":"VAR_SET_MULTI","name":"TRANSACTION"' in parsed.tree:
        return StatementKind.CONTROL
    if parsed.node in {"RenameStmt", "CommentStmt", "SecLabelStmt"} and '"OBJECT_ROLE"' in parsed.tree:
        return StatementKind.ROLE
    return _KINDS.get(parsed.node, StatementKind.DDL)
