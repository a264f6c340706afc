"""A table is dropped, with its rows, while programs may still use it.

Harmless when the table is made in the same migration, or the file's head allows DATA_LOSS.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    DROP TABLE public.orders;
GOOD:
    -- schemadiff: allow DATA_LOSS

    DROP TABLE public.orders;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP TABLE that nothing allows."""
    for table in step.dropped("OBJECT_TABLE"):
        if step.exists(table) and "DATA_LOSS" not in step.script.allow:
            yield Finding(message=f"{table} is dropped, with its rows")


RULE = Rule(
    code="drop-table",
    severity=Severity.WARNING,
    hint="stop using it first; -- schemadiff: allow DATA_LOSS at the file's head says that it is meant",
    document=__doc__,
    check=check,
)
