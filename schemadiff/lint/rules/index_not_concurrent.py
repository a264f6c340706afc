"""An index is built while writing is locked out.

CREATE INDEX holds SHARE on its table until the transaction ends: nobody inserts, updates or deletes while the whole table is read.

Harmless when the table is made in the same migration, or for `ON ONLY` a partitioned table, which builds nothing.
Instead: CREATE INDEX CONCURRENTLY, outside of a transaction. A partitioned table refuses that: make the index `ON ONLY` it, build one
CONCURRENTLY on each partition, attach them. (PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently".)

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
BAD:
    CREATE INDEX orders_note ON public.orders (note);
GOOD:
    -- schemadiff: no-transaction
    CREATE INDEX CONCURRENTLY orders_note ON public.orders (note);
GOOD:
    CREATE TABLE public.notes (id bigint PRIMARY KEY, note text);
    CREATE INDEX notes_note ON public.notes (note);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_PARTITIONED = "make it ON ONLY the parent, CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION"


def check(step: Step) -> Iterator[Finding]:
    """An index without CONCURRENTLY on a table that is not new."""
    if step.node != "IndexStmt" or step.fields.get("concurrent") or not step.is_busy(step.relation):
        return
    if not step.fields["relation"].get("inh"):
        return
    table = step.table(step.relation)
    hint = _PARTITIONED if table and table.kind == "p" else None
    yield Finding(message=f"building this index locks out writers of {step.relation}", hint=hint)


RULE = Rule(
    code="index-not-concurrent",
    severity=Severity.WARNING,
    hint="CREATE INDEX CONCURRENTLY, after a line `-- schemadiff: no-transaction`",
    document=__doc__,
    check=check,
)
