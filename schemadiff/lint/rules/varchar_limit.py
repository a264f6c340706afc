"""A column is varchar(n): the limit is part of the type.

Lengthening it is brief, shortening it rewrites the table, and views over the column refuse both. (PostgreSQL wiki, "Don't Do This".)

Harmless when the length is given by something that never changes.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, code varchar(8));
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, code text CHECK (length(code) <= 8));
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
    """A column of type varchar(n)."""
    for column in step.columns():
        if type_name(column.get("typeName")) == "varchar" and column["typeName"].get("typmods"):
            yield Finding(message=f"{column['colname']} is varchar(n)", at=column.get("location"))


RULE = Rule(
    code="varchar-limit",
    severity=Severity.NOTE,
    hint="text, with a CHECK that can be changed without a rewrite",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
