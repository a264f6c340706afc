"""Whether stored values of a type lie inside of others, where PostgreSQL checks and converts them not (ALTER DOMAIN, ALTER TYPE, Notes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context

COLUMNS = {"table column": "type", "view column": "type", "domain": "base"}


def held(type: ObjectId, context: Context, *, inside: bool = False) -> bool:
    """Whether a column that stays has `type` in an array, a row or a domain over one; with `inside` also as its own type."""
    for edge in context.current.incoming.get(type, ()):
        user = context.current.facts[edge.source]
        if user.id not in context.desired.facts:
            continue
        within = inside or getattr(user.definition, COLUMNS.get(user.id.kind, ""), "").endswith("[]")
        if is_stored(user):
            if within or (user.parent is not None and held(user.parent, context, inside=True)):
                return True
        elif user.id.kind in ("domain", "composite type") and held(user.id, context, inside=within or user.id.kind != "domain"):
            return True
    return False


def is_stored(user: Fact) -> bool:
    """A column of a table or a materialized view; a foreign table stores nothing here."""
    materialized = user.parent is not None and user.parent.kind == "materialized view"
    return (user.id.kind == "table column" and not user.definition.foreign) or (user.id.kind == "view column" and materialized)
