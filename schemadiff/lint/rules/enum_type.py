"""An enum is made: values can be added and renamed, never taken away.

Harmless when the values never change.

BAD:
    CREATE TYPE public.mood AS ENUM ('fine');
GOOD:
    CREATE TABLE public.moods (mood text PRIMARY KEY);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TYPE … AS ENUM."""
    if step.node == "CreateEnumStmt":
        yield Finding(message="values of an enum cannot be taken away")


RULE = Rule(
    code="enum-type",
    severity=Severity.NOTE,
    hint="a table of the values with a foreign key, or text with a CHECK",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
