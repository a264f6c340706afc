"""A schema gets another name while programs use the old one.

Harmless when the schema is made in the same migration.

GIVEN:
    CREATE SCHEMA shop;
BAD:
    ALTER SCHEMA shop RENAME TO store;
GOOD:
    CREATE SCHEMA other;
    ALTER SCHEMA other RENAME TO another;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A RENAME of a schema."""
    if step.node == "RenameStmt" and step.fields.get("renameType") == "OBJECT_SCHEMA":
        schema = step.fields["subname"]
        if not step.script.news.is_new_schema(schema, step.position):
            yield Finding(message=f"programs that use schema {schema} will fail")


RULE = Rule(
    code="rename-schema",
    severity=Severity.WARNING,
    hint="make the new schema beside the old one, with views, until no program uses the old name",
    document=__doc__,
    check=check,
)
