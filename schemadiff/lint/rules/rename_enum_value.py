"""A value of an enum gets another name while programs use the old one.

Harmless when the type is made in the same migration.

GIVEN:
    CREATE TYPE public.mood AS ENUM ('fine', 'bad');
BAD:
    ALTER TYPE public.mood RENAME VALUE 'bad' TO 'poor';
GOOD:
    ALTER TYPE public.mood ADD VALUE 'good' AFTER 'fine';
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An ALTER TYPE … RENAME VALUE."""
    if step.node == "AlterEnumStmt" and "oldVal" in step.fields and step.exists(step.named(strings(step.fields["typeName"]))):
        yield Finding(message=f"programs that use {step.fields['oldVal']!r} will fail")


RULE = Rule(
    code="rename-enum-value",
    severity=Severity.WARNING,
    hint="add the new value, move the rows, stop using the old one",
    document=__doc__,
    check=check,
)
