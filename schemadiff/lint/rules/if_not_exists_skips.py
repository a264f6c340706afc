"""IF NOT EXISTS passes over something else of the same name.

An invalid index, a column of another type or a table of other columns is there, and the statement reports success.

Harmless when the catalog before the file knows that the name is free, or outside of a transaction, where a rerun needs it.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note int);
BAD:
    ALTER TABLE public.orders ADD COLUMN IF NOT EXISTS note text;
GOOD:
    ALTER TABLE public.orders ADD COLUMN IF NOT EXISTS remark text;
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import Name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """An IF NOT EXISTS of a name that is, or may be, taken."""
    if not step.transactional:
        return
    catalog = step.script.catalog
    table = step.table(step.relation) if step.node == "AlterTableStmt" else None
    for command in step.commands("AT_AddColumn"):
        column = command["def"]["ColumnDef"]["colname"]
        if command.get("missing_ok") and step.exists(step.relation) and (table is None or column in table.columns):
            yield Finding(message=f"{column} is passed over where {step.relation} has one, of whatever type")
    if step.node in {"CreateStmt", "IndexStmt"} and step.fields.get("if_not_exists"):
        name = Name(step.relation.schema, step.fields["idxname"]) if step.node == "IndexStmt" else step.relation
        if catalog is None or name in catalog.names:
            yield Finding(message=f"{name} is passed over where something has that name, be it invalid or different")


RULE = Rule(
    code="if-not-exists-skips",
    severity=Severity.WARNING,
    hint="leave IF NOT EXISTS out: the journal knows what was applied",
    document=__doc__,
    check=check,
)
