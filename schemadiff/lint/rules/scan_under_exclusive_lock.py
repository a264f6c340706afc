"""A long statement runs while the transaction already locks a table against everybody.

ACCESS EXCLUSIVE is held until the end of the transaction: everything after it adds to the time that the table cannot be read.

Harmless when the locked table is new, or the statement only changes the catalog.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total int CONSTRAINT positive CHECK (total > 0));
    ALTER TABLE public.orders DROP CONSTRAINT positive;
    ALTER TABLE public.orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
BAD:
    ALTER TABLE public.orders ADD COLUMN note text;
    ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
GOOD:
    ALTER TABLE public.orders ADD COLUMN note text;
    -- schemadiff: transaction
    ALTER TABLE public.orders VALIDATE CONSTRAINT positive;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint import effects
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A scan after a statement of the same transaction that locks."""
    if not effects.scans(step) or _of_its_own(step):
        return
    locked = next((name for s in step.with_it() for name in effects.exclusive(s)), None)
    if locked is not None:
        yield Finding(message=f"{locked} is locked against everybody since an earlier statement, and stays so during this one")


def _of_its_own(step: Step) -> bool:
    """Whether it validates what the transaction itself added, which is a finding of another rule."""
    added = {d.get("conname") for s in step.with_it() for c in s.commands("AT_AddConstraint") for d in c["def"].values()}
    return any(c["name"] in added for c in step.commands("AT_ValidateConstraint"))


RULE = Rule(
    code="scan-under-exclusive-lock",
    severity=Severity.WARNING,
    hint="put `-- schemadiff: transaction` before it, so that the lock ends first",
    document=__doc__,
    check=check,
)
