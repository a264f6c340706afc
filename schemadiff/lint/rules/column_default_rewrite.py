"""A column is added whose value differs by row, so the table is rewritten.

A volatile default, serial, identity, a stored generated column and a domain with a CHECK are computed for every row under
ACCESS EXCLUSIVE, and all indexes are built anew.

Harmless when the table is new or empty; a constant or stable default (`now()`) rewrites nothing (PostgreSQL 11 and later). Which
functions are volatile is asked of the catalog; without one, a function not known to be harmless is taken to be volatile.

GIVEN:
    CREATE TABLE public.orders (id bigint PRIMARY KEY);
BAD:
    ALTER TABLE public.orders ADD COLUMN code uuid DEFAULT gen_random_uuid();
BAD:
    ALTER TABLE public.orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
GOOD:
    ALTER TABLE public.orders ADD COLUMN made timestamptz DEFAULT now();
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.diagnostic import Severity
from schemadiff.lint.rule import Finding, Rule
from schemadiff.lint.tree import Node, column_constraints, is_serial, strings, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemadiff.lint.script import Step

_HARMLESS = frozenset({"now", "lower", "upper", "concat", "coalesce", "to_timestamp", "jsonb_build_object", "array_append", "md5"})


def check(step: Step) -> Iterator[Finding]:
    """An added column that is computed for every row."""
    if step.node != "AlterTableStmt" or not step.is_busy(step.relation):
        return
    for column in step.added_columns():
        why = _why(step, column)
        if why:
            yield Finding(message=f"{why}: all of {step.relation} is rewritten under ACCESS EXCLUSIVE", at=column.get("location"))


def _why(step: Step, column: Node) -> str | None:
    if is_serial(column) or column_constraints(column, "CONSTR_IDENTITY"):
        return "a sequence numbers every row"
    if any(c.get("generated_kind", "s") == "s" for c in column_constraints(column, "CONSTR_GENERATED")):
        return "a stored generated column is computed for every row"
    volatile = [n for c in column_constraints(column, "CONSTR_DEFAULT") for n in _volatile(step, c)]
    if volatile:
        return f"{volatile[0]}() is volatile"
    catalog, type = step.script.catalog, strings(column["typeName"].get("names"))
    if catalog and type and step.named(type) in catalog.checked_domains:
        return "the domain's constraints are checked for every row"
    return None


def _volatile(step: Step, constraint: Node) -> list[str]:
    called = [strings(f["funcname"])[-1] for f in walk(constraint.get("raw_expr"), "FuncCall")]
    catalog = step.script.catalog
    return [n for n in called if (n in catalog.volatile if catalog else n not in _HARMLESS)]


RULE = Rule(
    code="column-default-rewrite",
    severity=Severity.WARNING,
    hint="add the column without it, SET DEFAULT, fill the rows in batches",
    document=__doc__,
    check=check,
)
