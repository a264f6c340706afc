"""Memberships of roles in roles (PostgreSQL documentation, 22.3 "Role Membership", GRANT; catalog pg_auth_members).

A membership is part of the member: it says what a role may do. Who granted it is not compared. INHERIT and SET are options of the
membership from 16 on; before, whether it is inherited is the member's own attribute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements, no_rename
from schemadiff.objects.role import USUAL, role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

# From 16 on PostgreSQL itself makes the creator of a role its administrator.
QUERY = """
SELECT NULL::int8, NULL::int8, NULL::int4, 1260::int8, m.member::int8, 0, NULL::int8, ARRAY[r.rolname]::text[], 0,
       bool_or(m.admin_option),
       bool_or(coalesce((to_jsonb(m) ->> 'inherit_option')::bool, u.rolinherit)),
       bool_or(coalesce((to_jsonb(m) ->> 'set_option')::bool, true))
FROM pg_catalog.pg_auth_members m
JOIN pg_catalog.pg_roles r ON r.oid = m.roleid
JOIN pg_catalog.pg_roles u ON u.oid = m.member
WHERE m.member >= 16384
  AND NOT (current_setting('server_version_num')::int >= 160000 AND m.grantor = 10 AND u.rolname IN (current_user, session_user)
           AND m.admin_option AND NOT (to_jsonb(m) ->> 'inherit_option')::bool AND NOT (to_jsonb(m) ->> 'set_option')::bool)
GROUP BY m.member, r.rolname
ORDER BY m.member, r.rolname
"""
OPTIONS_SINCE = 160000


@definition
class RoleMembership:
    """`set`: the member may SET ROLE to it."""

    admin: bool
    inherit: bool
    set: bool


def granted(fact: Fact) -> str:
    return f"{quote(fact.id.path[1])} TO {quote(fact.id.path[0])}"


def inherits(fact: Fact, context: Context) -> bool:
    """What a GRANT that says nothing of it would give."""
    member = context.desired.facts.get(role(fact.id.path[0]))
    return bool((member.definition if member else USUAL).inherit)


def grant(fact: Fact, have: RoleMembership, context: Context) -> Statements:
    want: RoleMembership = fact.definition
    if context.version < OPTIONS_SINCE:
        return (Sql(f"GRANT {granted(fact)}" + (" WITH ADMIN OPTION" if want.admin else "")),)
    changed = [n for n in ("admin", "inherit", "set") if getattr(want, n) != getattr(have, n)]
    options = ", ".join(f"{n.upper()} {str(getattr(want, n)).upper()}" for n in changed)
    return (Sql(f"GRANT {granted(fact)}" + (f" WITH {options}" if options else "")),)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return grant(fact, RoleMembership(admin=False, inherit=inherits(fact, context), set=True), context)


def drop(fact: Fact, context: Context) -> Statements:
    member, of = fact.id.path
    return (Sql(f"REVOKE {quote(of)} FROM {quote(member)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    was, want = old.definition, new.definition
    if context.version >= OPTIONS_SINCE:
        return grant(new, was, context)
    if was.admin == want.admin:
        return ()
    if want.admin:
        return grant(new, was, context)
    member, of = new.id.path
    return (Sql(f"REVOKE ADMIN OPTION FOR {quote(of)} FROM {quote(member)}"),)


def refers(fact: Fact) -> tuple[ObjectId, ...]:
    return (role(fact.id.path[1]),)


KIND = ObjectKind(
    name="role membership",
    definition=RoleMembership,
    query=QUERY,
    create=create,
    drop=drop,
    alter=dict.fromkeys(("admin", "inherit", "set"), alter),
    include="roles",
    refers=refers,
    rename=no_rename,
    drop_rank=1,
)
