"""A key that is counted up is an integer, which ends at 2,147,483,647.

Making it a bigint later rewrites the table and all that references it.

Harmless when the table is known to stay small, or the key is not counted up.

BAD:
    CREATE TABLE public.orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
GOOD:
    CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import EVERYWHERE, Finding, Rule
from schemadiff.lint.tree import column_constraints, type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_SMALL = frozenset({"int4", "int2", "serial", "serial4", "smallserial", "serial2"})


def check(step: Step) -> Iterator[Finding]:
    """A primary key column of less than 64 bits that a sequence fills."""
    for column in step.columns():
        type = type_name(column.get("typeName"))
        counted = "serial" in type or column_constraints(column, "CONSTR_IDENTITY")
        if type in _SMALL and counted and column_constraints(column, "CONSTR_PRIMARY"):
            yield Finding(message=f"{column['colname']} is a key of less than 64 bits", at=column.get("location"))


RULE = Rule(
    code="integer-key",
    severity=Severity.NOTE,
    hint="bigint",
    document=__doc__,
    check=check,
    scopes=EVERYWHERE,
)
