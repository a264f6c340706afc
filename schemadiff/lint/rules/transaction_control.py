"""BEGIN, COMMIT or ROLLBACK stand in a migration.

The file runs in a transaction of the applier's: a COMMIT would part the journal from what was done, and an unclosed BEGIN is undone.

Harmless when one BEGIN and one COMMIT stand around the whole file, or for savepoints inside a transaction.

BAD:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
    COMMIT;
GOOD:
    BEGIN;
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
    COMMIT;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_SAVEPOINTS = ("TRANS_STMT_SAVEPOINT", "TRANS_STMT_RELEASE", "TRANS_STMT_ROLLBACK_TO")


def check(step: Step) -> Iterator[Finding]:
    """A statement that begins or ends a transaction."""
    if step.node == "TransactionStmt" and not (step.transactional and step.fields.get("kind") in _SAVEPOINTS):
        yield Finding(message="BEGIN, COMMIT and ROLLBACK have no place in a migration")


RULE = Rule(
    code="transaction-control",
    severity=Severity.ERROR,
    hint="take it out; `-- schemadiff: transaction` begins another transaction",
    document=__doc__,
    check=check,
)
