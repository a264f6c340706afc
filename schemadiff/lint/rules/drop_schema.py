"""A schema is dropped while programs may still use it.

Harmless when the schema is made in the same migration, or the file's head allows DATA_LOSS.

GIVEN:
    CREATE SCHEMA shop;
BAD:
    DROP SCHEMA shop;
GOOD:
    CREATE SCHEMA other;
    DROP SCHEMA other;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import drops

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP SCHEMA that nothing allows."""
    if step.node != "DropStmt" or "DATA_LOSS" in step.script.allow:
        return
    for (schema,) in drops(step.fields, "OBJECT_SCHEMA"):
        if not step.script.news.is_new_schema(schema, step.position):
            yield Finding(message=f"schema {schema} is dropped")


RULE = Rule(
    code="drop-schema",
    severity=Severity.WARNING,
    hint="stop using it first; -- schemadiff: allow DATA_LOSS at the file's head says that it is meant",
    document=__doc__,
    check=check,
)
