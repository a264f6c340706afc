"""A constraint is added NOT VALID and validated in one transaction.

The lock that ADD CONSTRAINT took is held while VALIDATE reads the table: NOT VALID has gained nothing.

Harmless when the table is new. Instead: two transactions.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total int);
BAD:
    ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
    ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
GOOD:
    ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
    -- schemadiff: transaction
    ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_KINDS = ("CONSTR_CHECK", "CONSTR_FOREIGN", "CONSTR_NOTNULL")


def check(step: Step) -> Iterator[Finding]:
    """A VALIDATE after its own ADD CONSTRAINT."""
    if not any(True for _ in step.commands("AT_ValidateConstraint")):
        return
    added = {
        c.get("conname")
        for s in step.with_it()
        if s.node == "AlterTableStmt" and s.relation == step.relation
        for c in s.added_constraints(*_KINDS)
    }
    for command in step.commands("AT_ValidateConstraint"):
        if command["name"] in added and step.is_busy(step.relation):
            yield Finding(message=f"{command['name']} is validated under the lock that adding it took on {step.relation}")


RULE = Rule(
    code="validate-in-same-transaction",
    severity=Severity.WARNING,
    hint="validate in a later migration, or after a line `-- schemadiff: transaction`",
    document=__doc__,
    check=check,
)
