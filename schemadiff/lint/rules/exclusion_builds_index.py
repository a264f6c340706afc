"""An exclusion constraint builds its index under ACCESS EXCLUSIVE.

It cannot be NOT VALID, and cannot take an index that is there.

Harmless when the table is new.

GIVEN:
    CREATE TABLE public.bookings (id bigint PRIMARY KEY, during tsrange);
BAD:
    ALTER TABLE public.bookings ADD CONSTRAINT alone EXCLUDE USING gist (during WITH &&);
GOOD:
    CREATE TABLE public.rooms (id bigint PRIMARY KEY, during tsrange);
    ALTER TABLE public.rooms ADD CONSTRAINT alone EXCLUDE USING gist (during WITH &&);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An EXCLUDE on a table that is not new."""
    for constraint in step.added_constraints("CONSTR_EXCLUSION"):
        if step.is_busy(step.relation):
            yield Finding(message=f"an index is built on {step.relation} under ACCESS EXCLUSIVE", at=constraint.get("location"))


RULE = Rule(
    code="exclusion-builds-index",
    severity=Severity.WARNING,
    hint="there is no safe way in place: fill a new table that has the constraint, and swap",
    document=__doc__,
    check=check,
)
