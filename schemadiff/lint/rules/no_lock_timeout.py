"""A statement that locks a table against everybody waits for the lock without end.

While it waits, every later query on the table waits behind it. In a transaction the applier limits the wait and tries again; outside of
one, and after `SET lock_timeout = 0`, nothing does.

Harmless when only new tables are locked.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    SET lock_timeout = 0;
    ALTER TABLE public.orders ADD COLUMN note text;
GOOD:
    ALTER TABLE public.orders ADD COLUMN note text;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint import effects
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A lock that is waited for without a limit."""
    locked = next(effects.exclusive(step), None)
    if locked is None:
        return
    limit = _set(step)
    if limit is False or (limit is None and not step.transactional):
        yield Finding(message=f"this waits for {locked} without end, and everybody else behind it")


def _set(step: Step) -> bool | None:
    """Whether the file sets a limit: False takes it away, None says nothing."""
    said = step.settings("lock_timeout")
    if not said:
        return None
    constants = list(walk(said[-1].fields.get("args"), "A_Const"))
    return any(c.get("ival") or c.get("sval", {}).get("sval", "0") not in {"0", "0s", "0ms"} for c in constants)


RULE = Rule(
    code="no-lock-timeout",
    severity=Severity.WARNING,
    hint="leave lock_timeout to `migrate apply --lock-timeout`, and keep such statements in a transaction",
    document=__doc__,
    check=check,
)
