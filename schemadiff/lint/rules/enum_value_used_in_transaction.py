"""A value is added to an enum and used in the same transaction, which fails with 55P04.

Harmless when the type is made in the same transaction (PostgreSQL 17 and later), or the use comes after the transaction's end.

GIVEN:
    CREATE TYPE public.mood AS ENUM ('fine');
    CREATE TABLE public.people (id bigint PRIMARY KEY, mood public.mood);
BAD:
    ALTER TYPE public.mood ADD VALUE 'good' AFTER 'fine';
    INSERT INTO public.people VALUES (1, 'good');
GOOD:
    ALTER TYPE public.mood ADD VALUE 'good' AFTER 'fine';
    -- schemadiff: transaction
    INSERT INTO public.people VALUES (1, 'good');
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import strings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Script, Step


def check(step: Step) -> Iterator[Finding]:
    """A literal that an earlier statement of the transaction added to an enum."""
    if step.node == "AlterEnumStmt" or not step.transactional:
        return
    for added in _additions(step.script):
        if added.segment != step.segment or added.position >= step.position:
            continue
        if added.is_new(added.named(strings(added.fields["typeName"]))):
            continue
        value = added.fields["newVal"]
        if f'{{"sval":{json.dumps(value, ensure_ascii=False)}}}' in step.statement.tree:
            yield Finding(message=f"{value!r} is used in the transaction that adds it to the enum")


def _additions(script: Script) -> list[Step]:
    """The steps that add a value to an enum."""
    if RULE.code not in script.memo:
        script.memo[RULE.code] = [s for s in script.steps if s.node == "AlterEnumStmt" and "oldVal" not in s.fields]
    known: list[Step] = script.memo[RULE.code]
    return known


RULE = Rule(
    code="enum-value-used-in-transaction",
    severity=Severity.ERROR,
    hint="put `-- schemadiff: transaction` before the statement that uses it",
    document=__doc__,
    check=check,
)
