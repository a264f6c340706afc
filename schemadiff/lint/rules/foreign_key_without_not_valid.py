"""A foreign key is added and both tables are locked against writing while it is checked.

ADD FOREIGN KEY holds SHARE ROW EXCLUSIVE on both tables and scans both.

Harmless when the referencing table is new, the column that brings the key is new and has no default, or the key is NOT VALID.
Instead: NOT VALID first, VALIDATE CONSTRAINT in a later transaction. Partitioned tables allow that from PostgreSQL 18 on.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY);
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint);
    CREATE INDEX orders_customer ON public.orders (customer);
BAD:
    ALTER TABLE public.orders ADD CONSTRAINT of FOREIGN KEY (customer) REFERENCES public.customers;
GOOD:
    ALTER TABLE public.orders ADD CONSTRAINT of FOREIGN KEY (customer) REFERENCES public.customers NOT VALID;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import column_constraints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A foreign key that is validated at once."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    keys = [c for c in step.added_constraints("CONSTR_FOREIGN") if not c.get("skip_validation")]
    for column in step.added_columns():
        if column_constraints(column, "CONSTR_DEFAULT"):
            keys += column_constraints(column, "CONSTR_FOREIGN")
    for key in keys:
        message = f"{step.relation} and {step.name(key['pktable'])} cannot be written while this foreign key is checked"
        yield Finding(message=message, at=key.get("location"))


RULE = Rule(
    code="foreign-key-without-not-valid",
    severity=Severity.WARNING,
    hint="add it NOT VALID, then VALIDATE CONSTRAINT in a later migration",
    document=__doc__,
    check=check,
)
