"""Which changes of a column's type leave the stored rows as they are (`ATColumnChangeRequiresRewrite` of tablecmds.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.lint.tree import Node, integer, strings, type_name

if TYPE_CHECKING:
    from schemadiff.lint.catalog import Column
    from schemadiff.lint.script import Step

_HEADER = 4
"""What a typmod of varchar and numeric counts beside the length."""
_PRECISION = frozenset({"timestamp", "timestamptz", "time", "timetz", "interval"})


def is_cheap(step: Step, command: Node) -> bool:
    """Whether an AT_AlterColumnType is known to rewrite nothing; without a catalog nothing is known."""
    definition = command["def"]["ColumnDef"]
    table = step.table(step.relation)
    column = table.columns.get(command["name"]) if table else None
    type = definition["typeName"]
    if column is None or not _keeps(definition.get("raw_default"), command["name"], type):
        return False
    return _same_form(column, type_name(type), _modifiers(type))


def _keeps(using: Node | None, column: str, type: Node) -> bool:
    """Whether a USING, where there is one, only casts the column to its new type, as goes without saying."""
    if using is None:
        return True
    cast = using.get("TypeCast", {})
    target = cast.get("typeName", {})
    itself = strings(cast.get("arg", {}).get("ColumnRef", {}).get("fields")) == (column,)
    return itself and type_name(target) == type_name(type) and _modifiers(target) == _modifiers(type)


def _modifiers(type: Node) -> list[int | None]:
    return [integer(m) for m in type.get("typmods", ())]


def _same_form(old: Column, new: str, modifiers: list[int | None]) -> bool:
    if (old.type, new) in {("cidr", "inet"), ("varchar", "text")}:
        return True
    if old.type == "text" and new == "varchar":
        return not modifiers
    if old.type != new:
        return False
    if new == "varchar":
        return not modifiers or (old.typmod >= 0 and (modifiers[0] or 0) >= old.typmod - _HEADER)
    if new == "numeric":
        return _wider_numeric(old.typmod, modifiers)
    if new == "varbit" or new in _PRECISION:
        return not modifiers or (0 <= old.typmod <= (modifiers[-1] or 0))
    # A bpchar or a bit is padded to its length, so only the same one will do.
    return new not in {"bpchar", "bit"}


def _wider_numeric(typmod: int, modifiers: list[int | None]) -> bool:
    if not modifiers:
        return True
    if typmod < 0:
        return False
    # numeric's typmod holds the precision in its upper half and the scale in its lower (numeric.c, make_numeric_typmod).
    precision, scale = (typmod - _HEADER) >> 16, (typmod - _HEADER) & 0x7FF
    return (modifiers[0] or 0) >= precision and (modifiers[1] if len(modifiers) > 1 else 0) == scale
