"""Names in syntax trees and in a server's messages, by which a postponed statement finds what it waits for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.parser.statements import LocatedStatement

_MENTIONED = re.compile(
    r'"(?:relname|colname|idxname|newname|schemaname|domainname|extname|conname|servername|fdwname|subname|pubname|role|sval)"'
    r':("(?:[^"\\]|\\.)*")'
)
_STRING = r'"(?:[^"\\]|\\.)*"'
_RELATION = re.compile(rf'"relname":({_STRING})')
_SVAL = re.compile(rf'"sval":({_STRING})')
_CREATED = {
    "CreateFunctionStmt": re.compile(r'"funcname":\[(.*?)\]'),
    "CreateEnumStmt": re.compile(r'"typeName":\[(.*?)\]'),
    "CreateRangeStmt": re.compile(r'"typeName":\[(.*?)\]'),
    "CreateDomainStmt": re.compile(r'"domainname":\[(.*?)\]'),
    "DefineStmt": re.compile(r'"defnames":\[(.*?)\]'),
    "CreateSchemaStmt": re.compile(rf'"schemaname":({_STRING})'),
    "CreateStmt": _RELATION,
    "CreateForeignTableStmt": _RELATION,
    "CreateTableAsStmt": re.compile(rf'"into":\{{"rel":\{{.*?"relname":({_STRING})'),
    "CreateSeqStmt": _RELATION,
    "CompositeTypeStmt": _RELATION,
    "ViewStmt": _RELATION,
}
_ROUTINE_MESSAGE = re.compile(r"(?:function|procedure|aggregate|routine) ([^(\s]+)\(")
_QUOTED = re.compile(r'"([^"]+)"')


def missing(message: str) -> str | None:
    """The name that an error says does not exist, without its schema."""
    if found := _ROUTINE_MESSAGE.search(message):
        return found[1].rpartition(".")[2].strip('"')
    if found := re.search(r'type "([^"]+)"', message) or re.search(r'relation "([^"]+)" does not exist', message):
        return found[1].rpartition(".")[2]
    if found := _QUOTED.search(message):
        return found[1].rpartition(".")[2]
    return None


def mentioned(statement: LocatedStatement) -> frozenset[str]:
    """All names in a statement: what it makes is among them, and nobody waits for the others."""
    return frozenset(json.loads(name) for name in _MENTIONED.findall(statement.tree))


def created(statement: LocatedStatement) -> str | None:
    """The name, without its schema, of what a CREATE statement makes."""
    pattern = _CREATED.get(statement.node)
    found = pattern.search(statement.tree) if pattern else None
    if found is None:
        return None
    names = _SVAL.findall(found[1]) or [found[1]]
    return str(json.loads(names[-1]))


def is_shell(statement: LocatedStatement) -> bool:
    """Whether it is CREATE TYPE with nothing but a name."""
    return statement.node == "DefineStmt" and '"OBJECT_TYPE"' in statement.tree and '"definition"' not in statement.tree


def replaces(statement: LocatedStatement) -> bool:
    """Whether it is CREATE OR REPLACE, the order of which matters among those of one object."""
    return '"replace":true' in statement.tree
