"""A column is dropped, with its values, while programs may still use it.

Prepared statements fail with "cached plan must not change result type", and programs that name the column with an error.

Harmless when the table is new, when another column gets the name in the same transaction, or the file's head allows DATA_LOSS.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text);
BAD:
    ALTER TABLE public.orders DROP COLUMN note;
GOOD:
    -- schemadiff: allow DATA_LOSS

    ALTER TABLE public.orders DROP COLUMN note;
GOOD:
    ALTER TABLE public.orders ADD COLUMN note__new text;

    -- schemadiff: transaction

    ALTER TABLE public.orders DROP COLUMN note;
    ALTER TABLE public.orders RENAME COLUMN note__new TO note;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A DROP COLUMN that nothing allows."""
    for command in step.commands("AT_DropColumn"):
        if step.exists(step.relation) and "DATA_LOSS" not in step.script.allow and not _is_exchanged(step, command["name"]):
            yield Finding(message=f"{command['name']} of {step.relation} is dropped, with its values")


def _is_exchanged(step: Step, name: str) -> bool:
    """Whether a later step of the transaction gives the name to another column."""
    later = (s for s in step.script.steps[step.position + 1 :] if s.segment == step.segment and s.node == "RenameStmt")
    return any(s.relation == step.relation and s.fields["newname"] == name and "subname" in s.fields for s in later)


RULE = Rule(
    code="drop-column",
    severity=Severity.WARNING,
    hint="stop using it first; -- schemadiff: allow DATA_LOSS at the file's head says that it is meant",
    document=__doc__,
    check=check,
)
