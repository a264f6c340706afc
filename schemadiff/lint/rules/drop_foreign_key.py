"""Dropping a foreign key locks the referenced table against everybody, too.

DROP CONSTRAINT takes ACCESS EXCLUSIVE on both tables, because the key's triggers stand on both.

Harmless when one of the tables is new. Whether a constraint is a foreign key is asked of the catalog.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY);
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint CONSTRAINT known REFERENCES public.customers,
        total int CONSTRAINT positive CHECK (total > 0));
BAD:
    ALTER TABLE public.orders DROP CONSTRAINT known;
GOOD:
    ALTER TABLE public.orders DROP CONSTRAINT positive;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP CONSTRAINT of a foreign key."""
    table = step.table(step.relation) if step.node == "AlterTableStmt" else None
    for command in step.commands("AT_DropConstraint"):
        found = next((c for c in (table.constraints if table else ()) if c.name == command["name"]), None)
        if found is not None and found.referenced:
            yield Finding(message=f"{step.relation} and {found.referenced} are both locked against everybody")


RULE = Rule(
    code="drop-foreign-key",
    severity=Severity.WARNING,
    hint="run it alone in its migration, at a quiet time: both locks are brief once they are had",
    document=__doc__,
    check=check,
)
