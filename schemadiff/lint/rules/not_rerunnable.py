"""A statement outside of a transaction cannot be run twice.

Where the connection is lost between the statement and its journal row, a rerun meets what the first run has done.

Harmless when it stands in a transaction, says IF [NOT] EXISTS or OR REPLACE, or works on an index CONCURRENTLY, which the applier probes.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    -- schemadiff: no-transaction
    CREATE TABLE public.notes (id bigint PRIMARY KEY);
GOOD:
    -- schemadiff: no-transaction
    CREATE TABLE IF NOT EXISTS public.notes (id bigint PRIMARY KEY);
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_MAKING = re.compile(r"Create.*Stmt|ViewStmt|DefineStmt|CompositeTypeStmt|DropStmt|RenameStmt|AlterEnumStmt|InsertStmt")
_SAFE = re.compile(r'"(?:if_not_exists|missing_ok|replace|skipIfNewValExists)":true')


def check(step: Step) -> Iterator[Finding]:
    """A statement outside of a transaction that fails, or does more, the second time."""
    if step.transactional or step.statement.needs_no_transaction or not _MAKING.fullmatch(step.node):
        return
    if not _SAFE.search(step.statement.tree):
        yield Finding(message="run a second time after a lost connection, this fails or does more than is meant")


RULE = Rule(
    code="not-rerunnable",
    severity=Severity.WARNING,
    hint="put it into a transaction (`-- schemadiff: transaction`), or add IF NOT EXISTS, IF EXISTS or OR REPLACE",
    document=__doc__,
    check=check,
)
