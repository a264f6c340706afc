"""A statement that PostgreSQL refuses inside a transaction stands in one.

CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and others fail there; the file cannot be applied.

Harmless when it stands in a segment without transaction, or is alone in its file.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
BAD:
    COMMENT ON TABLE public.orders IS 'all orders';
    CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);
GOOD:
    COMMENT ON TABLE public.orders IS 'all orders';
    -- schemadiff: no-transaction
    CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A statement in a segment that it cannot run in."""
    if step.transactional and step.statement.needs_no_transaction:
        yield Finding(message="this statement cannot run in a transaction")


RULE = Rule(
    code="statement-refuses-transaction",
    severity=Severity.ERROR,
    hint="put a line `-- schemadiff: no-transaction` before it, and `-- schemadiff: transaction` after it",
    document=__doc__,
    check=check,
)
