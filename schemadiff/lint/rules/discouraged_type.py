"""A column is money or timetz, which PostgreSQL's own documentation advises against.

money takes its currency and its decimals from lc_monetary; timetz has an offset without a date (documentation, "Date/Time Types").

Harmless when an old program needs exactly that.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total money);
GOOD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, total numeric(12, 2));
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import SCHEMA, Finding, Rule
from schemadiff.lint.tree import type_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A column of type money or timetz."""
    for column in step.columns():
        type = type_name(column.get("typeName"))
        if type in {"money", "timetz"}:
            yield Finding(message=f"{column['colname']} is {type}", at=column.get("location"))


RULE = Rule(
    code="discouraged-type",
    severity=Severity.NOTE,
    hint="numeric for money, timestamptz for timetz",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
