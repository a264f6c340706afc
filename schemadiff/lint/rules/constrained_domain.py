"""A domain is made with a constraint, and every table that uses it pays for each change of it.

ALTER DOMAIN locks and reads all of them, and adding a column of the domain rewrites its table.

Harmless when the domain is used nowhere, or its rule never changes.

BAD:
    CREATE DOMAIN public.amount AS int CHECK (VALUE > 0);
GOOD:
    CREATE DOMAIN public.amount AS int;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE DOMAIN with a CHECK or NOT NULL."""
    kinds = {c["Constraint"]["contype"] for c in step.fields.get("constraints", ())} if step.node == "CreateDomainStmt" else set()
    if kinds & {"CONSTR_CHECK", "CONSTR_NOTNULL"}:
        yield Finding(message="every table that uses this domain is locked and read when its constraint changes")


RULE = Rule(
    code="constrained-domain",
    severity=Severity.NOTE,
    hint="put the CHECK on the columns",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
