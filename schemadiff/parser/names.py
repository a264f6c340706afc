"""Names in syntax trees and in a server's messages, by which a postponed statement finds what it waits for."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.parser.statements import LocatedStatement

_MENTIONED = re.compile(
    r'"(?:relname|colname|idxname|newname|schemaname|domainname|extname|conname|servername|fdwname|subname|pubname|sval)"'
    r':("(?:[^"\\]|\\.)*")'
)
_ROUTINE = re.compile(r'"funcname":\[(.*?)\]')
_RELATION = re.compile(r'"relname":("(?:[^"\\]|\\.)*")')
_SVAL = re.compile(r'"sval":("(?:[^"\\]|\\.)*")')
_DEFINED = re.compile(r'"(?:typeName|domainname|defnames)":(?:\[(?P<list>.*?)\]|(?P<name>"(?:[^"\\]|\\.)*"))')
_ROUTINE_MESSAGE = re.compile(r"(?:function|procedure|aggregate|routine) ([^(\s]+)\(")
_QUOTED = re.compile(r'"([^"]+)"')
_CREATES = re.compile(r"Create|ViewStmt|DefineStmt|CompositeTypeStmt|IndexStmt")


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
    if not _CREATES.match(statement.node):
        return None
    if statement.node == "CreateFunctionStmt":
        return _last(_ROUTINE, statement.tree)
    if statement.node == "CreateSchemaStmt":
        return statement.look().get("schemaname")
    if found := _DEFINED.search(statement.tree[:400]):
        names = _SVAL.findall(found["list"]) if found["list"] else [found["name"]]
        return str(json.loads(names[-1])) if names else None
    if found := _RELATION.search(statement.tree):
        return str(json.loads(found[1]))
    return None


def replaces(statement: LocatedStatement) -> bool:
    """Whether it is CREATE OR REPLACE, the order of which matters among those of one object."""
    return '"replace":true' in statement.tree


def _last(pattern: re.Pattern[str], tree: str) -> str | None:
    found = pattern.search(tree)
    names = _SVAL.findall(found[1]) if found else []
    return str(json.loads(names[-1])) if names else None
