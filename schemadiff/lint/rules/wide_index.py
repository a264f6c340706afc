"""An index has more than three columns.

Each column makes it larger and slower to keep, and the later ones seldom help a search.

Harmless when the index is unique: its columns are a rule, not a help.

GIVEN:
    CREATE TABLE public.orders (a int, b int, c int, d int, PRIMARY KEY (a, b));
BAD:
    -- schemadiff: no-transaction
    CREATE INDEX CONCURRENTLY orders_all ON public.orders (a, b, c, d);
GOOD:
    -- schemadiff: no-transaction
    CREATE INDEX CONCURRENTLY orders_three ON public.orders (a, b, c);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_MOST = 3


def check(step: Step) -> Iterator[Finding]:
    """An index of more than three columns."""
    count = len(step.fields.get("indexParams", ())) if step.node == "IndexStmt" else 0
    if count > _MOST and not step.fields.get("unique"):
        yield Finding(message=f"an index of {count} columns")


RULE = Rule(
    code="wide-index",
    severity=Severity.NOTE,
    hint="leave out the columns that queries do not search by, or INCLUDE them",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
