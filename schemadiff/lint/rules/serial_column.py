"""A column is serial, whose sequence has an owner and privileges of its own.

Who may insert must be granted the sequence, too; and a value that a program sets collides later.

Harmless when the schema must also run on a PostgreSQL before 10.

BAD:
    CREATE TABLE public.orders (id bigserial PRIMARY KEY);
GOOD:
    CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule
from schemadiff.lint.tree import is_serial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A serial column of a new table; added to one that is there, another rule tells."""
    for column in step.columns():
        if is_serial(column) and (step.node == "CreateStmt" or step.is_new(step.relation)):
            yield Finding(message=f"{column['colname']} is serial", at=column.get("location"))


RULE = Rule(
    code="serial-column",
    severity=Severity.NOTE,
    hint="bigint GENERATED ALWAYS AS IDENTITY",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
