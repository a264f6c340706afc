"""TRUNCATE CASCADE empties every table that references this one, and those that reference these.

Harmless when the tables are made in the same migration.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    TRUNCATE public.orders CASCADE;
GOOD:
    TRUNCATE public.orders;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A TRUNCATE … CASCADE."""
    if step.node == "TruncateStmt" and step.fields.get("behavior") == "DROP_CASCADE":
        names = [step.name(r["RangeVar"]) for r in step.fields["relations"]]
        if any(step.exists(name) for name in names):
            yield Finding(message="this empties all tables that reference the named ones, and so on")


RULE = Rule(
    code="truncate-cascade",
    severity=Severity.WARNING,
    hint="name the tables that are meant",
    document=__doc__,
    check=check,
)
