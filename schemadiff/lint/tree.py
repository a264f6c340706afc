"""What rules ask of a syntax tree, which is libpg_query's JSON: nodes are objects with one member, their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = dict[str, Any]

_SERIALS = {"serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"}


class Name(NamedTuple):
    """A schema-qualified name."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}"


def strings(nodes: Any) -> tuple[str, ...]:
    """The texts of a list of String nodes, such as a qualified name."""
    return tuple(node["String"].get("sval", "") for node in nodes or () if "String" in node)


def qualified(parts: tuple[str, ...], path: str) -> Name:
    """A name from its parts; `path` is the schema of a bare one."""
    return Name(parts[-2] if len(parts) > 1 else path, parts[-1])


def relation_name(range_var: Node, path: str) -> Name:
    """The name that a RangeVar writes."""
    return Name(range_var.get("schemaname", path), range_var.get("relname", ""))


def type_name(node: Node | None) -> str:
    """The last part of a TypeName: `int4`, `varchar`, `serial`; arrays have a trailing `[]`."""
    if not node:
        return ""
    parts = strings(node.get("names"))
    return (parts[-1] if parts else "") + ("[]" if node.get("arrayBounds") else "")


def is_serial(column: Node) -> bool:
    """Whether a ColumnDef is of a serial type."""
    return type_name(column.get("typeName")) in _SERIALS


def walk(node: Any, wanted: str) -> Iterator[Node]:
    """The nodes called `wanted` anywhere below `node`."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == wanted:
                yield value
            yield from walk(value, wanted)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, wanted)


def integer(node: Node | None) -> int | None:
    """The value of an integer constant; libpg_query leaves out a zero."""
    constant = (node or {}).get("A_Const")
    if constant is None or "ival" not in constant:
        return None
    return int(constant["ival"].get("ival", 0))


def column_constraints(column: Node, *kinds: str) -> tuple[Node, ...]:
    """The constraints written at a ColumnDef, those of `kinds` (`CONSTR_CHECK`) or all."""
    found = (c["Constraint"] for c in column.get("constraints", ()))
    return tuple(c for c in found if not kinds or c["contype"] in kinds)


def drops(fields: Node, *types: str) -> Iterator[tuple[str, ...]]:
    """The names, in parts, that a DROP of one of `types` (`OBJECT_TABLE`) drops."""
    if fields.get("removeType") in types:
        for item in fields.get("objects", ()):
            yield strings(item["List"]["items"]) if "List" in item else strings([item])
