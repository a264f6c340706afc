"""What a script's statements say of its tables, all together: keys, indexes, foreign keys, columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemadiff.lint.tree import Name, Node, strings

if TYPE_CHECKING:
    from schemadiff.lint.script import Script, Step

_UNIQUE = ("CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION")


@dataclass(slots=True, kw_only=True)
class Keys:
    """Of one table: `indexed` are the columns of its indexes and keys, in order; `primary` tells whether it has a primary key."""

    primary: bool = False
    indexed: list[tuple[str, ...]] = field(default_factory=list)

    def covers(self, columns: tuple[str, ...]) -> bool:
        """Whether an index begins with `columns`, in any order."""
        return any(set(index[: len(columns)]) == set(columns) for index in self.indexed)


def keys(script: Script) -> dict[Name, Keys]:
    """The keys of every table that the script, before it the catalog, gives some."""
    if "keys" not in script.memo:
        script.memo["keys"] = _keys(script)
    found: dict[Name, Keys] = script.memo["keys"]
    return found


def _keys(script: Script) -> dict[Name, Keys]:
    found: dict[Name, Keys] = {}
    for name, table in (script.catalog.tables if script.catalog else {}).items():
        primary = any(c.type == "p" for c in table.constraints)
        found[name] = Keys(primary=primary, indexed=[i.columns for i in table.indexes if i.valid and not i.partial])
    for step in script.steps:
        _learn(step, found)
    return found


def _learn(step: Step, found: dict[Name, Keys]) -> None:
    if step.node == "IndexStmt":
        if "whereClause" not in step.fields:
            found.setdefault(step.relation, Keys()).indexed.append(index_columns(step.fields))
    elif step.node in {"CreateStmt", "AlterTableStmt"}:
        for column, constraint in step.constraints(*_UNIQUE):
            of = found.setdefault(step.relation, Keys())
            of.primary = of.primary or constraint["contype"] == "CONSTR_PRIMARY"
            if not constraint.get("indexname"):
                of.indexed.append((column,) if column else strings(constraint.get("keys")))


def index_columns(fields: Node) -> tuple[str, ...]:
    """The columns of an IndexStmt before its first expression."""
    columns: list[str] = []
    for parameter in fields.get("indexParams", ()):
        name = parameter["IndexElem"].get("name")
        if name is None:
            break
        columns.append(name)
    return tuple(columns)
