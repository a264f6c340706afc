"""A partition is detached under ACCESS EXCLUSIVE on its parent.

Harmless when the parent is new. Instead: CONCURRENTLY (PostgreSQL 14), outside of a transaction; with a default partition it is refused.

GIVEN:
    CREATE TABLE public.events (id bigint, at date) PARTITION BY RANGE (at);
    CREATE TABLE public.events_26 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
BAD:
    ALTER TABLE public.events DETACH PARTITION public.events_26;
GOOD:
    -- schemadiff: no-transaction
    ALTER TABLE public.events DETACH PARTITION public.events_26 CONCURRENTLY;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DETACH PARTITION without CONCURRENTLY."""
    for command in step.commands("AT_DetachPartition"):
        if step.exists(step.relation) and not command["def"]["PartitionCmd"].get("concurrent"):
            yield Finding(message=f"{step.relation} is locked against everybody")


RULE = Rule(
    code="detach-partition-not-concurrent",
    severity=Severity.WARNING,
    hint="DETACH PARTITION … CONCURRENTLY, after a line `-- schemadiff: no-transaction`",
    document=__doc__,
    check=check,
)
