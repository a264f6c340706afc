"""A cheap change of type reads the table all the same, because a CHECK is on the column.

What would be a change of the catalog alone becomes a scan under ACCESS EXCLUSIVE; tables of foreign keys on the column are locked, too.

Harmless when the table is new, or no CHECK is on the column. Asked of the catalog.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note varchar(20) CHECK (note <> ''), more varchar(20));
BAD:
    ALTER TABLE public.orders ALTER COLUMN note TYPE text;
GOOD:
    ALTER TABLE public.orders ALTER COLUMN more TYPE text;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.retype import is_cheap
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A retype that rewrites nothing, of a column under a CHECK."""
    table = step.table(step.relation) if step.node == "AlterTableStmt" and step.is_busy(step.relation) else None
    if table is None:
        return
    for command in step.commands("AT_AlterColumnType"):
        checks = [c.name for c in table.constraints if c.type == "c" and command["name"] in c.columns]
        if checks and is_cheap(step, command):
            yield Finding(message=f"all of {step.relation} is read under ACCESS EXCLUSIVE to check {', '.join(checks)} again")


RULE = Rule(
    code="retype-rescans-checks",
    severity=Severity.WARNING,
    hint="drop the CHECK, retype, add the CHECK anew NOT VALID, validate it later",
    document=__doc__,
    check=check,
)
