"""A domain gets a constraint, and every table that uses it is locked and read.

ALTER DOMAIN … ADD CHECK and SET NOT NULL hold SHARE on each of them: nobody writes meanwhile.

Harmless when the domain is new, no table uses it, or the constraint is NOT VALID.

GIVEN:
    CREATE DOMAIN public.amount AS int;
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total public.amount);
    CREATE DOMAIN public.idle AS int;
BAD:
    ALTER DOMAIN public.amount ADD CONSTRAINT positive CHECK (VALUE > 0);
GOOD:
    ALTER DOMAIN public.amount ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
GOOD:
    ALTER DOMAIN public.idle SET NOT NULL;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An ALTER DOMAIN that validates at once."""
    if step.node != "AlterDomainStmt" or step.fields.get("subtype") not in {"C", "O", "AD_AddConstraint", "AD_SetNotNull"}:
        return
    domain = step.named(strings(step.fields["typeName"]))
    late = step.fields.get("def", {}).get("Constraint", {}).get("skip_validation")
    catalog = step.script.catalog
    users = catalog.domains.get(domain, ()) if catalog else None
    if step.exists(domain) and not late and users != ():
        where = ", ".join(map(str, users)) if users else "every table that uses it"
        yield Finding(message=f"{where}: locked against writing and read to check {domain}")


RULE = Rule(
    code="domain-scans-tables",
    severity=Severity.WARNING,
    hint="ADD CONSTRAINT … NOT VALID, then VALIDATE CONSTRAINT in a later migration",
    document=__doc__,
    check=check,
)
