"""A column is dropped, with its values, while programs may still use it.

Prepared statements fail with "cached plan must not change result type", and programs that name the column with an error.

Harmless when the table is new, or the file's head allows DATA_LOSS.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
BAD:
    ALTER TABLE public.orders DROP COLUMN note;
GOOD:
    -- schemadiff: allow DATA_LOSS

    ALTER TABLE public.orders DROP COLUMN note;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP COLUMN that nothing allows."""
    for command in step.commands("AT_DropColumn"):
        if step.exists(step.relation) and "DATA_LOSS" not in step.script.allow:
            yield Finding(message=f"{command['name']} of {step.relation} is dropped, with its values")


RULE = Rule(
    code="drop-column",
    severity=Severity.WARNING,
    hint="stop using it first; -- schemadiff: allow DATA_LOSS at the file's head says that it is meant",
    document=__doc__,
    check=check,
)
