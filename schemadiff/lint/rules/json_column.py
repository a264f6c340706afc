"""A column is json, which is kept as text.

It has no equality, so SELECT DISTINCT, GROUP BY and UNION fail on it, and it is parsed for every use.

Harmless when the exact text, with its spaces and the order of its keys, must be kept.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, body json);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, body jsonb);
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
    """A column of type json."""
    for column in step.columns():
        if type_name(column.get("typeName")) == "json":
            yield Finding(message=f"{column['colname']} is json", at=column.get("location"))


RULE = Rule(
    code="json-column",
    severity=Severity.NOTE,
    hint="jsonb",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
