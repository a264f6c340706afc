"""A new table references one that is in use, which is locked against writing until the transaction ends.

SHARE ROW EXCLUSIVE is brief where the transaction is, but waits for every transaction that has written there.

Harmless when the referenced table is new, or nothing after it in the transaction scans, writes or locks what was there before.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY, note text);
BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint UNIQUE REFERENCES public.customers);
    UPDATE public.customers SET note = '';
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint REFERENCES public.customers);
    CREATE INDEX orders_customer ON public.orders (customer);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint import effects
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TABLE with a foreign key to a table that was there."""
    if step.node != "CreateStmt":
        return
    for _, constraint in step.constraints("CONSTR_FOREIGN"):
        other = step.name(constraint["pktable"])
        if other != step.relation and step.is_busy(other) and _work_follows(step):
            message = f"{other} cannot be written until this transaction ends"
            yield Finding(message=message, at=constraint.get("location"))


def _work_follows(step: Step) -> bool:
    """Whether the transaction goes on with work on what was there before."""
    after = (s for s in step.script.steps[step.position + 1 :] if s.segment == step.segment)
    return any(effects.scans(s) or effects.changed_rows(s) or any(True for _ in effects.exclusive(s)) for s in after)


RULE = Rule(
    code="create-table-foreign-key",
    severity=Severity.NOTE,
    hint="make the table without the key, add the key in a transaction of its own",
    document=__doc__,
    check=check,
)
