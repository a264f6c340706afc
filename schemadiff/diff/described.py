"""Objects in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemadiff.core.identity import ObjectId
    from schemadiff.core.kind import Context


def described(id: ObjectId, context: Context) -> str:
    """Kind and name as a person reads them: `index public.users_email_idx`, `comment on table public.users`."""
    kind = context.kinds[id.kind]
    if not kind.about:
        return f"{id.kind} {kind.address(id)}" if kind.sql_name else str(id)
    of = next((f.parent for s in (context.desired, context.current) if (f := s.facts.get(id)) is not None), None)
    grantee = f" to {id.path[-1] or 'public'}" if of is not None and len(id.path) > len(of.path) + 1 else ""
    return f"{id.kind} on {described(of, context)}{grantee}" if of is not None else str(id)
