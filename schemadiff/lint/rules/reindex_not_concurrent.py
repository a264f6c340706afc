"""An index is rebuilt while its table cannot be written.

REINDEX holds SHARE on the table and ACCESS EXCLUSIVE on the index until it is built.

Harmless when the table is made in the same migration. Instead: REINDEX TABLE CONCURRENTLY (PostgreSQL 12).

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    REINDEX TABLE public.orders;
GOOD:
    -- schemadiff: no-transaction
    REINDEX TABLE CONCURRENTLY public.orders;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A REINDEX without CONCURRENTLY."""
    if step.node != "ReindexStmt":
        return
    concurrent = any(p["DefElem"]["defname"] == "concurrently" for p in step.fields.get("params", ()))
    new = "relation" in step.fields and step.is_new(step.relation)
    if not concurrent and not new:
        yield Finding(message="REINDEX locks out writers until the index is built")


RULE = Rule(
    code="reindex-not-concurrent",
    severity=Severity.WARNING,
    hint="REINDEX (CONCURRENTLY), after a line `-- schemadiff: no-transaction`",
    document=__doc__,
    check=check,
)
