"""A table, view or sequence gets another name while programs use the old one.

Harmless when it is made in the same migration; an index may have any name.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders RENAME TO purchases;
GOOD:
    ALTER INDEX public.orders_pkey RENAME TO orders_key;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_KINDS = frozenset(["OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE", "OBJECT_FOREIGN_TABLE"])


def check(step: Step) -> Iterator[Finding]:
    """A RENAME or SET SCHEMA of a relation."""
    kind = {"RenameStmt": "renameType", "AlterObjectSchemaStmt": "objectType"}.get(step.node)
    if kind and step.fields.get(kind) in _KINDS and step.exists(step.relation):
        yield Finding(message=f"programs that use {step.relation} by this name will fail")


RULE = Rule(
    code="rename-relation",
    severity=Severity.WARNING,
    hint="keep a view of the old name until no program uses it",
    document=__doc__,
    check=check,
)
