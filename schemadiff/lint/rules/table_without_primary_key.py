"""A table has no primary key.

Rows cannot be told apart, and logical replication of UPDATE and DELETE fails without a replica identity.

Harmless when the table is temporary, a partition or a child of another one, or made like another (LIKE).

BAD:
    CREATE TABLE public.orders (number int);
GOOD:
    CREATE TABLE public.orders (number bigint PRIMARY KEY);
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.design import Keys, keys
from schemadiff.lint.rule import SCHEMA, Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A CREATE TABLE that no primary key is for."""
    if step.node != "CreateStmt" or "inhRelations" in step.fields or "ofTypename" in step.fields:
        return
    liked = any("TableLikeClause" in e for e in step.fields.get("tableElts", ()))
    temporary = step.fields["relation"].get("relpersistence") == "t"
    if not (liked or temporary or keys(step.script).get(step.relation, Keys()).primary):
        yield Finding(message=f"{step.relation} has no primary key")


RULE = Rule(
    code="table-without-primary-key",
    severity=Severity.WARNING,
    hint="give it a primary key",
    document=__doc__,
    check=check,
    scopes=SCHEMA,
)
