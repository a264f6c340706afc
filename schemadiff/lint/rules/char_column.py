"""A column is char(n), which pads with spaces.

The spaces come back with every value, and count in LIKE and in other programs. (PostgreSQL wiki, "Don't Do This".)

Harmless when every value has exactly that length, as country codes have.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, code char(8));
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, code text);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule
from schemadiff.lint.tree import type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A column of type char(n)."""
    for column in step.columns():
        if type_name(column.get("typeName")) == "bpchar":
            yield Finding(message=f"{column['colname']} is char(n)", at=column.get("location"))


RULE = Rule(
    code="char-column",
    severity=Severity.NOTE,
    hint="text, with a CHECK where the length is a rule",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
