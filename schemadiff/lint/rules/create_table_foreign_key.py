"""A new table references one that is in use, which is locked against writing until the transaction ends.

SHARE ROW EXCLUSIVE is brief where the transaction is, but waits for every transaction that has written there.

Harmless when the referenced table is new, or the statement is the only one in its transaction.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY);
BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint UNIQUE REFERENCES public.customers);
    COMMENT ON TABLE public.orders IS 'all orders';
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint UNIQUE REFERENCES public.customers);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TABLE with a foreign key to a table that was there."""
    if step.node != "CreateStmt" or sum(s.segment == step.segment for s in step.script.steps) == 1:
        return
    for _, constraint in step.constraints("CONSTR_FOREIGN"):
        other = step.name(constraint["pktable"])
        if other != step.relation and step.is_busy(other):
            message = f"{other} cannot be written until this transaction ends"
            yield Finding(message=message, at=constraint.get("location"))


RULE = Rule(
    code="create-table-foreign-key",
    severity=Severity.NOTE,
    hint="make the table without the key, add the key in a transaction of its own",
    document=__doc__,
    check=check,
)
