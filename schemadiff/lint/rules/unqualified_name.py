"""A statement makes, changes or drops an object by its bare name.

Which one that is depends on the search_path of whoever applies the file.

Harmless when the file sets search_path before.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    COMMENT ON TABLE public.orders IS 'all';
    ALTER TABLE orders ADD COLUMN note text;
GOOD:
    ALTER TABLE public.orders ADD COLUMN note text;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_NODES = frozenset(["AlterTableStmt", "CreateStmt", "IndexStmt", "RenameStmt", "CreateTrigStmt", "CreatePolicyStmt", "DropStmt"])
_DROPPED = ("OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_INDEX", "OBJECT_SEQUENCE", "OBJECT_TYPE", "OBJECT_DOMAIN")


def check(step: Step) -> Iterator[Finding]:
    """A relation named without its schema."""
    if step.node not in _NODES or step.settings("search_path"):
        return
    relation = step.fields.get("relation", {})
    if "relname" in relation and "schemaname" not in relation and relation.get("relpersistence") != "t":
        yield Finding(message=f"{relation['relname']} has no schema", at=relation.get("location"))
    for parts in _bare(step):
        yield Finding(message=f"{parts[-1]} has no schema")


def _bare(step: Step) -> Iterator[tuple[str, ...]]:
    from schemadiff.lint.tree import drops

    if step.node == "DropStmt":
        yield from (parts for parts in drops(step.fields, *_DROPPED) if len(parts) == 1)


RULE = Rule(
    code="unqualified-name",
    severity=Severity.NOTE,
    hint="write the schema before the name",
    document=__doc__,
    check=check,
)
