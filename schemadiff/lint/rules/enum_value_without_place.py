"""A value is added to an enum at its end, wherever it belongs.

Values compare in the order of the enum, and the order cannot be changed later.

Harmless when the order means nothing, or the end is its place.

GIVEN:
    CREATE TYPE public.size AS ENUM ('small', 'large');
BAD:
    ALTER TYPE public.size ADD VALUE 'huge';
GOOD:
    ALTER TYPE public.size ADD VALUE 'medium' BEFORE 'large';
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An ADD VALUE without BEFORE or AFTER."""
    if step.node == "AlterEnumStmt" and "oldVal" not in step.fields and "newValNeighbor" not in step.fields:
        yield Finding(message=f"{step.fields['newVal']!r} is added at the end of the enum")


RULE = Rule(
    code="enum-value-without-place",
    severity=Severity.NOTE,
    hint="ADD VALUE … BEFORE or AFTER another one",
    document=__doc__,
    check=check,
)
