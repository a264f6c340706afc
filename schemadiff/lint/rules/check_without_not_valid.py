"""A CHECK is added and all rows are read under ACCESS EXCLUSIVE.

Nobody reads or writes the table while it is scanned.

Harmless when the table is new, or the constraint is NOT VALID.
Instead: ADD CONSTRAINT … NOT VALID, which is brief; VALIDATE CONSTRAINT in a later transaction, which lets others read and write.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total int);
BAD:
    ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0);
GOOD:
    ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CHECK that is valid at once."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for _, constraint in step.constraints("CONSTR_CHECK"):
        if not constraint.get("skip_validation"):
            message = f"all of {step.relation} is read under ACCESS EXCLUSIVE to validate this CHECK"
            yield Finding(message=message, at=constraint.get("location"))


RULE = Rule(
    code="check-without-not-valid",
    severity=Severity.WARNING,
    hint="add it NOT VALID, then VALIDATE CONSTRAINT in a later migration",
    document=__doc__,
    check=check,
)
