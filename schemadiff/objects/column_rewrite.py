"""When ADD COLUMN rewrites the table (PostgreSQL documentation, ALTER TABLE, Notes): where rows cannot share one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context


def rewrites(column: Fact, context: Context) -> bool:
    """For an identity, a stored generated column, a volatile default, a domain with constraints."""
    d = column.definition
    if d.identity or d.generated == "s":
        return True
    defaults = [f for f in context.desired.children.get(column.id, ()) if f.id.kind == "default value"]
    return any(f.definition.volatile for f in defaults) or constrained(column.id, d.type, context)


def constrained(user: ObjectId, type: str, context: Context) -> bool:
    """Whether `type`, that of `user`, is a domain with constraints, or one over such a domain."""
    if type.endswith("[]"):
        return False
    snapshot = context.desired
    domains = [snapshot.facts[e.target] for e in snapshot.outgoing.get(user, ()) if e.target.kind == "domain"]
    checked = {f.id for f in domains if any(c.id.kind == "domain constraint" for c in snapshot.children.get(f.id, ()))}
    return any(f.definition.not_null or f.id in checked or constrained(f.id, f.definition.base, context) for f in domains)
