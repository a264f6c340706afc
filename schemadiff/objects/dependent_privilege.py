"""Privileges that a role with grant option granted in its turn (PostgreSQL documentation, 5.8 "Privileges", REVOKE: dependent privileges).

One fact for each object, grantor, privilege and grantee: so what the grant option comes from can be ordered before it, and goes
after it. Only the grantor can grant and revoke as itself, hence SET ROLE: GRANTED BY takes no one but the current role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.acl import ACLS, granted_on, grantee, listed, named, owner_of
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = f"""
WITH {ACLS},
item AS (
    SELECT a.classid, a.objid, a.objsubid, a.owner, x.*
    FROM acl a,
    LATERAL pg_catalog.aclexplode(a.items) WITH ORDINALITY AS x(grantor, grantee, privilege, grantable, ordinality)
    WHERE EXISTS (SELECT FROM pg_catalog.aclexplode(a.items) y WHERE y.grantor <> a.owner)
)
SELECT NULL::int8, NULL::int8, NULL::int4, a.classid::int8, a.objid::int8, a.objsubid::int4, NULL::int8,
       ARRAY[coalesce(g.rolname::text, a.grantor::text), a.privilege,
             {named("a.grantee", "r.rolname")}],
       a.ordinality::int4, a.grantable,
       ARRAY(SELECT coalesce(o.rolname::text, h.grantor::text) FROM item h LEFT JOIN pg_catalog.pg_roles o ON o.oid = h.grantor
             WHERE (h.classid, h.objid, h.objsubid, h.grantee, h.privilege) = (a.classid, a.objid, a.objsubid, a.grantor, a.privilege)
               AND h.grantable AND h.grantor <> h.owner ORDER BY 1)
FROM item a
LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantor
LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
WHERE a.grantor <> a.owner
ORDER BY a.classid, a.objid, a.objsubid, a.ordinality
"""


@definition
class DependentPrivilege:
    """`through`: the roles, others than the owner, that gave the grantor its grant option: it cannot change under what hangs on it."""

    grantable: bool
    through: tuple[str, ...]


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:-3])


def as_grantor(fact: Fact, text: str) -> Statements:
    return (Sql(f"SET ROLE {quote(fact.id.path[-3])}"), Sql(text), Sql("RESET ROLE"))


def granted(fact: Fact, context: Context) -> str:
    return f"{listed(fact.id.path[-2:-1], target(fact), context)} ON {granted_on(target(fact), context)}"


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    to = grantee(fact.id.path[-1], target(fact), (context.desired, context.current))
    option = " WITH GRANT OPTION" if fact.definition.grantable else ""
    return as_grantor(fact, f"GRANT {granted(fact, context)} TO {to}{option}")


def drop(fact: Fact, context: Context) -> Statements:
    to = grantee(fact.id.path[-1], target(fact), (context.current, context.desired))
    return as_grantor(fact, f"REVOKE {granted(fact, context)} FROM {to}")


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    if new.definition.grantable:
        return create(new, (), context)
    to = grantee(new.id.path[-1], target(new), (context.desired, context.current))
    return as_grantor(new, f"REVOKE GRANT OPTION FOR {granted(new, context)} FROM {to}")


def refers(fact: Fact) -> tuple[ObjectId, ...]:
    """What the grantor has its grant option by, from the owner and from others, and what lets it name what is in the schema."""
    whole, (grantor, privilege, to) = fact.id.path[:-3], fact.id.path[-3:]
    options = (ObjectId(fact.id.kind, (*whole, other, privilege, grantor)) for other in fact.definition.through)
    usage = (ObjectId("privilege", ("schema", whole[1], grantee)) for grantee in (grantor, ""))
    return (ObjectId("privilege", (*whole, grantor)), *options, *usage, role(grantor), role(to))


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    return (owner_of(target(fact), snapshot),)


KIND = ObjectKind(
    name="dependent privilege",
    definition=DependentPrivilege,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"grantable": alter},
    replace=frozenset({"through"}),
    about=True,
    of_members=True,
    follows=True,
    refers=refers,
    requires=requires,
)
