"""An index is dropped under ACCESS EXCLUSIVE on its table.

DROP INDEX waits for every query on the table, and every later query waits for it.

Harmless when the index or its table is made in the same migration.
Instead: DROP INDEX CONCURRENTLY, outside of a transaction; a partitioned index refuses it.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
    CREATE INDEX orders_note ON public.orders (note);
BAD:
    DROP INDEX public.orders_note;
GOOD:
    -- schemadiff: no-transaction
    DROP INDEX CONCURRENTLY public.orders_note;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP INDEX without CONCURRENTLY."""
    if step.fields.get("concurrent"):
        return
    for index in step.dropped("OBJECT_INDEX"):
        if step.exists(index):
            yield Finding(message=f"dropping {index} locks its table against everybody")


RULE = Rule(
    code="drop-index-not-concurrent",
    severity=Severity.WARNING,
    hint="DROP INDEX CONCURRENTLY, after a line `-- schemadiff: no-transaction`",
    document=__doc__,
    check=check,
)
