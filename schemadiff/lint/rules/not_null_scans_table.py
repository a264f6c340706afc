"""SET NOT NULL reads the whole table under ACCESS EXCLUSIVE.

Nobody reads or writes the table meanwhile.

Harmless when the table is new, or when a valid CHECK on the table says that the column is not null: PostgreSQL (12 and later) then
reads nothing. Instead: that CHECK, NOT VALID first; from 18 on also ADD CONSTRAINT … NOT NULL column NOT VALID.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY, note text, kind text CONSTRAINT kind_known CHECK (kind IS NOT NULL));
BAD:
    ALTER TABLE public.orders ALTER COLUMN note SET NOT NULL;
GOOD:
    ALTER TABLE public.orders ALTER COLUMN kind SET NOT NULL;
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step


def check(step: Step) -> Iterator[Finding]:
    """A SET NOT NULL that no valid CHECK implies."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for command in step.commands("AT_SetNotNull"):
        column = command["name"]
        if not (_already(step, column) or _validated(step, column)):
            yield Finding(message=f"all of {step.relation} is read under ACCESS EXCLUSIVE to see that {column} has no null")
    for constraint in step.added_constraints("CONSTR_NOTNULL"):
        if not constraint.get("skip_validation"):
            yield Finding(message=f"all of {step.relation} is read under ACCESS EXCLUSIVE", at=constraint.get("location"))


def _already(step: Step, column: str) -> bool:
    table = step.table(step.relation)
    if table is None or column not in table.columns:
        return False
    # The definition is deparsed by the server: (kind IS NOT NULL), conjunctions included.
    said = re.compile(rf'(?<![\w"])"?{re.escape(column)}"? IS NOT NULL')
    implied = any(c.type == "c" and c.valid and said.search(c.definition) and " OR " not in c.definition for c in table.constraints)
    return table.columns[column].not_null or implied


def _validated(step: Step, column: str) -> bool:
    """Whether an earlier step of the file added, and another validated, a CHECK that the column is not null."""
    earlier = [s for s in step.earlier() if s.node == "AlterTableStmt" and s.relation == step.relation]
    validated = {c["name"] for s in earlier for c in s.commands("AT_ValidateConstraint")}
    for constraint in (c for s in earlier for c in s.added_constraints("CONSTR_CHECK")):
        test = constraint.get("raw_expr", {}).get("NullTest", {})
        columns = {f["String"]["sval"] for r in walk(test, "ColumnRef") for f in r["fields"] if "String" in f}
        valid = not constraint.get("skip_validation") or constraint.get("conname") in validated
        if test.get("nulltesttype") == "IS_NOT_NULL" and column in columns and valid:
            return True
    return False


RULE = Rule(
    code="not-null-scans-table",
    severity=Severity.WARNING,
    hint="ADD CHECK (column IS NOT NULL) NOT VALID; later VALIDATE it, SET NOT NULL, drop the CHECK",
    document=__doc__,
    check=check,
)
