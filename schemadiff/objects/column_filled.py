"""ADD COLUMN with a volatile default, without a rewrite of the table (PostgreSQL documentation, ALTER TABLE, Notes)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from schemadiff.core.identity import quote
from schemadiff.core.kind import Context, Sql, Statements
from schemadiff.objects.batches import hindrance, in_batches, reasoned
from schemadiff.objects.column_clause import clause
from schemadiff.objects.column_rewrite import constrained
from schemadiff.objects.not_null import add as add_not_null
from schemadiff.objects.not_null import proven
from schemadiff.objects.parts import altering, table_of

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact


def filled(new: Fact, statements: Statements, context: Context) -> Statements:
    """With a volatile default: first without it, then with it for new rows only, then for the others."""
    d = new.definition
    if not statements or not statements[0].rewrites:
        return statements
    if d.identity or d.generated or constrained(new.id, d.type, context):
        what = "an identity" if d.identity else "GENERATED" if d.generated else "of a domain with constraints"
        return reasoned(statements, f"PostgreSQL cannot make a column {what} afterwards")
    reason = hindrance(new, context, "UPDATE")
    if reason is not None:
        return reasoned(statements, reason)
    default = next(f for f in context.desired.children[new.id] if f.id.kind == "default value" and f.definition.volatile)
    bare = replace(new, definition=replace(d, not_null=False))
    first = Sql(f"ADD COLUMN {clause(bare, ())}", head=altering(new.id))
    name = quote(new.id.path[2])
    fill = in_batches(table_of(new.id), f"{name} = DEFAULT", f"{name} IS NULL")
    later = proven(new, add_not_null(new, context), context) if d.not_null and d.not_null_validated else ()
    return (first, *context.kinds[default.id.kind].create(default, (), context), *statements[1:], fill, *later)
