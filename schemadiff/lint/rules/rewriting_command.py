"""A command rewrites or copies a whole table under ACCESS EXCLUSIVE.

CLUSTER, VACUUM FULL, SET LOGGED, SET UNLOGGED, SET TABLESPACE, SET ACCESS METHOD and SET EXPRESSION.

Harmless when the table is new or empty.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders SET UNLOGGED;
GOOD:
    CREATE TABLE public.notes (id bigint PRIMARY KEY);
    ALTER TABLE public.notes SET UNLOGGED;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_COMMANDS = ("AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod", "AT_SetExpression")


def check(step: Step) -> Iterator[Finding]:
    """A statement that writes all of a table anew."""
    if any(True for _ in step.commands(*_COMMANDS)) and step.is_busy(step.relation):
        yield Finding(message=f"all of {step.relation} is written anew under ACCESS EXCLUSIVE")
    elif step.node == "ClusterStmt" and ("relation" not in step.fields or step.is_busy(step.relation)):
        yield Finding(message="CLUSTER writes the table anew under ACCESS EXCLUSIVE")
    elif step.node == "VacuumStmt" and '"defname":"full"' in step.statement.tree:
        yield Finding(message="VACUUM FULL writes the table anew under ACCESS EXCLUSIVE")


RULE = Rule(
    code="rewriting-command",
    severity=Severity.WARNING,
    hint="do it in a maintenance window",
    document=__doc__,
    check=check,
)
