"""A UNIQUE or PRIMARY KEY constraint builds its index under ACCESS EXCLUSIVE.

Nobody reads or writes the table until the index is built.

Harmless when the table is new, or the constraint takes an index that is there.
Instead: build the index CONCURRENTLY before, in a segment without transaction, and take it with USING INDEX.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, number int NOT NULL);
    CREATE UNIQUE INDEX orders_number ON public.orders (number);
BAD:
    ALTER TABLE public.orders ADD CONSTRAINT one_number UNIQUE (number);
GOOD:
    ALTER TABLE public.orders ADD CONSTRAINT one_number UNIQUE USING INDEX orders_number;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A UNIQUE or PRIMARY KEY without USING INDEX."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for _, constraint in step.constraints("CONSTR_UNIQUE", "CONSTR_PRIMARY"):
        if not constraint.get("indexname"):
            yield Finding(message=f"an index is built on {step.relation} under ACCESS EXCLUSIVE", at=constraint.get("location"))


RULE = Rule(
    code="constraint-builds-index",
    severity=Severity.WARNING,
    hint="CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX",
    document=__doc__,
    check=check,
)
