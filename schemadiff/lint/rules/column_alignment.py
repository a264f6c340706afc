"""The order of the columns wastes eight bytes or more of every row.

Values begin at multiples of their size, and what lies between is padding. (PostgreSQL documentation, "Database Page Layout".)

Harmless when the table is small; existing tables keep their order.

BAD:
    CREATE TABLE public.orders (a boolean, id bigint PRIMARY KEY, b boolean, made timestamptz);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, made timestamptz, a boolean, b boolean);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import SCHEMA, Finding, Rule
from schemadiff.lint.tree import type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_SIZES = {"bool": 1, "int2": 2, "smallserial": 2, "int4": 4, "serial": 4, "float4": 4, "date": 4, "oid": 4} | dict.fromkeys(
    ("int8", "bigserial", "float8", "timestamp", "timestamptz", "time"), 8
)
_WASTED = 8


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TABLE whose leading columns of fixed size could lie closer."""
    if step.node != "CreateStmt":
        return
    sizes = []
    for column in step.columns():
        size = _SIZES.get(type_name(column.get("typeName")))
        if size is None:
            break
        sizes.append(size)
    wasted = _length(sizes) - _length(sorted(sizes, reverse=True))
    if wasted >= _WASTED:
        yield Finding(message=f"another order of the columns of {step.relation} would save {wasted} bytes a row")


def _length(sizes: list[int]) -> int:
    """The bytes of a row with such columns, which end at a multiple of 8."""
    at = 0
    for size in sizes:
        at += -at % size + size
    return at + -at % 8


RULE = Rule(
    code="column-alignment",
    severity=Severity.NOTE,
    hint="order: 8-byte columns, then 4, 2 and 1, then text and other lengths that vary",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
