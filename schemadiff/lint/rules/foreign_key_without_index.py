"""The referencing columns of a foreign key begin no index.

Every DELETE, and every UPDATE of the key, in the referenced table then reads the whole referencing table.

Harmless when an index, a primary key or a unique constraint begins with these columns, made before or anywhere in the same files.

GIVEN:
    CREATE TABLE public.customers (id bigint PRIMARY KEY);
BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint REFERENCES public.customers);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, customer bigint REFERENCES public.customers);
    CREATE INDEX orders_customer ON public.orders (customer);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.design import Keys, keys
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule
from schemadiff.lint.tree import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A foreign key that no index of the script or the catalog begins with."""
    for column, constraint in step.constraints("CONSTR_FOREIGN"):
        columns = (column,) if column else strings(constraint.get("fk_attrs"))
        if not keys(step.script).get(step.relation, Keys()).covers(columns):
            message = f"no index on {step.relation} begins with {', '.join(columns)}, which references {step.name(constraint['pktable'])}"
            yield Finding(message=message, at=constraint.get("location"))


RULE = Rule(
    code="foreign-key-without-index",
    severity=Severity.WARNING,
    hint="CREATE INDEX on the referencing columns",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
