"""A NOT NULL column without a default is added: it fails where the table has a row.

Harmless when the table is new or known to be empty, or when the column is filled (DEFAULT, identity, generated, serial).

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders ADD COLUMN code text NOT NULL;
GOOD:
    ALTER TABLE public.orders ADD COLUMN code text NOT NULL DEFAULT '';
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import column_constraints, is_serial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_FILLING = ("CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED")


def check(step: Step) -> Iterator[Finding]:
    """An added column that is NOT NULL and that nothing fills."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for column in step.added_columns():
        required = column_constraints(column, "CONSTR_NOTNULL", "CONSTR_PRIMARY")
        if required and not is_serial(column) and not column_constraints(column, *_FILLING):
            message = f"every row of {step.relation} there is lacks a {column['colname']}: this fails unless the table is empty"
            yield Finding(message=message, at=column.get("location"))


RULE = Rule(
    code="required-column",
    severity=Severity.ERROR,
    hint="give it a default, or add it nullable, fill it, and SET NOT NULL later",
    document=__doc__,
    check=check,
)
