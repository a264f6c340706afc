"""A primary key takes an index over a column that may be null, so the table is scanned.

USING INDEX is brief only where the columns are NOT NULL already; otherwise all rows are read under ACCESS EXCLUSIVE.

Harmless when the columns are NOT NULL, or the table is new. Asked of the catalog.

GIVEN:
    CREATE TABLE public.orders (id bigint, code bigint NOT NULL);
    CREATE UNIQUE INDEX orders_id ON public.orders (id);
    CREATE UNIQUE INDEX orders_code ON public.orders (code);
BAD:
    ALTER TABLE public.orders ADD CONSTRAINT orders_key PRIMARY KEY USING INDEX orders_id;
GOOD:
    ALTER TABLE public.orders ADD CONSTRAINT orders_key PRIMARY KEY USING INDEX orders_code;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A primary key USING INDEX over nullable columns."""
    table = step.table(step.relation) if step.node == "AlterTableStmt" and step.is_busy(step.relation) else None
    if table is None:
        return
    for constraint in step.added_constraints("CONSTR_PRIMARY"):
        index = next((i for i in table.indexes if i.name.name == constraint.get("indexname")), None)
        nullable = [c for c in (index.columns if index else ()) if not table.columns[c].not_null]
        if nullable:
            message = f"{', '.join(nullable)} may be null: all of {step.relation} is read under ACCESS EXCLUSIVE"
            yield Finding(message=message, at=constraint.get("location"))


RULE = Rule(
    code="primary-key-scans-nullable-column",
    severity=Severity.WARNING,
    hint="make the columns NOT NULL first, by way of a validated CHECK",
    document=__doc__,
    check=check,
)
