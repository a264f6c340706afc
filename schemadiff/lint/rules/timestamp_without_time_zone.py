"""A column is timestamp without time zone, which is no point in time.

What it means depends on who reads it; comparisons with now() take the session's time zone. (PostgreSQL wiki, "Don't Do This".)

Harmless when it is a time on a wall, of opening hours say, whatever the zone.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, made timestamp);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, made timestamptz);
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
    """A column of type timestamp."""
    for column in step.columns():
        if type_name(column.get("typeName")) == "timestamp":
            yield Finding(message=f"{column['colname']} has no time zone", at=column.get("location"))


RULE = Rule(
    code="timestamp-without-time-zone",
    severity=Severity.NOTE,
    hint="timestamptz",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
