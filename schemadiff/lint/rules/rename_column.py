"""A column gets another name while programs use the old one.

Harmless when the table, or the column, is made in the same migration.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
BAD:
    ALTER TABLE public.orders RENAME COLUMN note TO remark;
GOOD:
    CREATE TABLE public.notes (id bigint PRIMARY KEY, note text);
    ALTER TABLE public.notes RENAME COLUMN note TO remark;
GOOD:
    ALTER TABLE public.orders ADD COLUMN remark__new text;
    ALTER TABLE public.orders RENAME COLUMN remark__new TO remark;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_KINDS = frozenset(["OBJECT_COLUMN", "OBJECT_ATTRIBUTE"])


def check(step: Step) -> Iterator[Finding]:
    """A RENAME COLUMN."""
    if step.node == "RenameStmt" and step.fields.get("renameType") in _KINDS and step.exists(step.relation) and not _is_new(step):
        yield Finding(message=f"programs that use {step.fields['subname']} of {step.relation} by this name will fail")


def _is_new(step: Step) -> bool:
    """Whether an earlier step has added the column."""
    earlier = (s for s in step.earlier() if s.node == "AlterTableStmt" and s.relation == step.relation)
    return any(column.get("colname") == step.fields["subname"] for s in earlier for column in s.added_columns())


RULE = Rule(
    code="rename-column",
    severity=Severity.WARNING,
    hint="add a column of the new name, write both, move the readers, drop the old one",
    document=__doc__,
    check=check,
)
