"""A materialized view is refreshed while nobody can read it.

Harmless when it is new. CONCURRENTLY holds EXCLUSIVE, which lets readers be.

GIVEN:
    CREATE MATERIALIZED VIEW public.totals AS SELECT 1 AS id;
    CREATE UNIQUE INDEX totals_id ON public.totals (id);
BAD:
    REFRESH MATERIALIZED VIEW public.totals;
GOOD:
    REFRESH MATERIALIZED VIEW CONCURRENTLY public.totals;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A REFRESH without CONCURRENTLY."""
    if step.node == "RefreshMatViewStmt" and not step.fields.get("concurrent") and step.exists(step.relation):
        yield Finding(message=f"nobody reads {step.relation} until it is built anew")


RULE = Rule(
    code="refresh-not-concurrent",
    severity=Severity.WARNING,
    hint="REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it",
    document=__doc__,
    check=check,
)
