"""Dropping a table locks those that it references, inherits from or is a partition of.

DROP TABLE takes ACCESS EXCLUSIVE on them, too, which are often the busier ones.

Harmless when the table is new or stands alone. Asked of the catalog.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY);
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint REFERENCES public.customers);
    CREATE TABLE public.notes (id bigint PRIMARY KEY);
BAD:
    -- schemadiff: allow DATA_LOSS

    DROP TABLE public.orders;
GOOD:
    -- schemadiff: allow DATA_LOSS

    DROP TABLE public.notes;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP TABLE that locks others."""
    dropped = set(step.dropped("OBJECT_TABLE"))
    for name in sorted(dropped):
        table = step.table(name)
        if table is None:
            continue
        others = {*table.parents, *(c.referenced for c in table.constraints if c.referenced)} - dropped
        if others:
            yield Finding(message=f"dropping {name} locks {', '.join(map(str, sorted(others)))} against everybody, too")


RULE = Rule(
    code="drop-child-locks-parent",
    severity=Severity.WARNING,
    hint="drop its foreign keys and detach it before, each in a transaction of its own",
    document=__doc__,
    check=check,
)
