"""A table has a policy, and row security is not enabled on it: the policy does nothing.

Harmless when row security is enabled elsewhere, on purpose.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
    CREATE POLICY mine ON public.orders USING (true);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
    ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
    CREATE POLICY mine ON public.orders USING (true);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import SCHEMA, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A policy on a table that nothing enables row security on."""
    if step.node != "CreatePolicyStmt":
        return
    table = step.name(step.fields["table"])
    enabled = any(s.relation == table for s in step.script.steps for _ in s.commands("AT_EnableRowSecurity"))
    if not enabled:
        yield Finding(message=f"row security is not enabled on {table}: this policy does nothing")


RULE = Rule(
    code="policy-without-row-security",
    severity=Severity.WARNING,
    hint="ALTER TABLE … ENABLE ROW LEVEL SECURITY",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
