"""A column may be null from now on, and programs that read it may not expect that.

Harmless when the table is made in the same migration.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text NOT NULL);
BAD:
    ALTER TABLE public.orders ALTER COLUMN note DROP NOT NULL;
GOOD:
    CREATE TABLE public.notes (id bigint PRIMARY KEY, note text NOT NULL);
    ALTER TABLE public.notes ALTER COLUMN note DROP NOT NULL;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP NOT NULL."""
    for command in step.commands("AT_DropNotNull"):
        if step.exists(step.relation):
            yield Finding(message=f"{command['name']} of {step.relation} may be null from now on")


RULE = Rule(
    code="drop-not-null",
    severity=Severity.NOTE,
    hint="see that every reader of the column copes with null",
    document=__doc__,
    check=check,
)
