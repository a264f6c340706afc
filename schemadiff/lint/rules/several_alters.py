"""A table is altered by several statements where one would do.

Each takes the lock anew, and each may read or rewrite the table.

Harmless when the table is new, or something stands between them.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders ADD COLUMN note text;
    ALTER TABLE public.orders ADD COLUMN kind text;
GOOD:
    ALTER TABLE public.orders ADD COLUMN note text, ADD COLUMN kind text;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An ALTER TABLE right after another one of the same table."""
    if step.script.scope == "schema" or step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    before = step.script.steps[step.position - 1] if step.position and step.transactional else None
    if before is None or before.segment != step.segment:
        return
    if before.node == "AlterTableStmt" and before.relation == step.relation and _alike(before, step):
        yield Finding(message=f"{step.relation} was altered by the statement before, which could do this, too")


def _alike(one: Step, other: Step) -> bool:
    """Validating belongs into a statement, and a transaction, of its own."""
    return not any(True for step in (one, other) for _ in step.commands("AT_ValidateConstraint", "AT_SetNotNull"))


RULE = Rule(
    code="several-alters",
    severity=Severity.NOTE,
    hint="one ALTER TABLE with several commands reads or rewrites the table once",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
