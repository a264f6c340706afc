"""A column's type changes and the table is rewritten.

Most changes of type rewrite the table and all its indexes under ACCESS EXCLUSIVE; so does any USING that computes something.

Harmless when the table is new, or the catalog says that the stored form is the same: varchar to a longer varchar or text, numeric to more
digits of the same scale, timestamp, time and interval to more digits, varbit to a longer one, cidr to inet. Views, policies, triggers and
generated columns over the column refuse the change altogether.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total int, note varchar(20));
BAD:
    ALTER TABLE public.orders ALTER COLUMN total TYPE bigint;
GOOD:
    ALTER TABLE public.orders ALTER COLUMN note TYPE text;
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
    """An ALTER COLUMN … TYPE that is not known to be cheap."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for command in step.commands("AT_AlterColumnType"):
        if not is_cheap(step, command):
            yield Finding(message=f"the new type of {command['name']} rewrites all of {step.relation} under ACCESS EXCLUSIVE")


RULE = Rule(
    code="column-type-rewrite",
    severity=Severity.WARNING,
    hint="add a new column, fill it in batches, switch over, drop the old one",
    document=__doc__,
    check=check,
)
