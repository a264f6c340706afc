"""A partition is made with PARTITION OF, which locks its parent against everybody.

ACCESS EXCLUSIVE on the parent, and on its default partition, which is read for rows that belong to the new one.

Harmless when the parent is new. ATTACH PARTITION locks the parent only against other DDL.

GIVEN:
    CREATE TABLE public.events (id bigint, at date) PARTITION BY RANGE (at);
BAD:
    CREATE TABLE public.events_26 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
GOOD:
    CREATE TABLE public.events_26 (LIKE public.events INCLUDING ALL, CHECK (at IS NOT NULL AND at >= '2026-01-01' AND at < '2027-01-01'),
        PRIMARY KEY (id, at));
    ALTER TABLE public.events ATTACH PARTITION public.events_26 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TABLE … PARTITION OF a table that was there."""
    if step.node != "CreateStmt" or "partbound" not in step.fields:
        return
    for parent in step.fields.get("inhRelations", ()):
        name = step.name(parent["RangeVar"])
        if step.exists(name):
            yield Finding(message=f"{name} is locked against everybody")


RULE = Rule(
    code="partition-of-locks-parent",
    severity=Severity.WARNING,
    hint="make the table by itself (LIKE … INCLUDING ALL), then ATTACH PARTITION",
    document=__doc__,
    check=check,
)
