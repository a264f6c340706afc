"""Rows are changed at large in a transaction that also changes tables.

The locks of the DDL are held while the rows are written; a failure undoes both.

Harmless when the rows are a new table's, or the transaction makes only new tables.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders ADD COLUMN note text;
    UPDATE public.orders SET note = '';
GOOD:
    ALTER TABLE public.orders ADD COLUMN note text;
    -- schemadiff: transaction
    UPDATE public.orders SET note = '';
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
    """Rows changed after, or before, DDL of the same transaction."""
    changed = effects.changed_rows(step)
    if changed is None or not step.transactional:
        return
    together = (s for s in step.script.steps if s.segment == step.segment)
    locked = next((name for s in together for name in effects.exclusive(s)), None)
    if locked is not None:
        yield Finding(message=f"rows of {changed} are changed in the transaction that locks {locked} against everybody")


RULE = Rule(
    code="backfill-with-ddl",
    severity=Severity.WARNING,
    hint="change the rows in a migration of their own, in batches",
    document=__doc__,
    check=check,
)
