"""Access control lists: what privileges of whichever grantor have in common (PostgreSQL documentation, 5.8 "Privileges")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.identity import ObjectId, qualified, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from schemadiff.core.fact import Snapshot
    from schemadiff.core.kind import Context

OWNER = "=owner"
"""Stands for the owner among grantees: so a change of owner moves its privileges along."""

ACLS = """
acl(classid, objid, objsubid, type, owner, items) AS (
    SELECT 2615, n.oid, 0, 'n', n.nspowner, n.nspacl FROM pg_catalog.pg_namespace n WHERE n.oid >= 16384 OR n.nspname = 'public'
    UNION ALL
    SELECT 1259, c.oid, 0, CASE WHEN c.relkind = 'S' THEN 's' ELSE 'r' END, c.relowner, c.relacl
    FROM pg_catalog.pg_class c WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relacl IS NOT NULL
    UNION ALL
    SELECT 1259, a.attrelid, a.attnum, 'c', c.relowner, a.attacl
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE c.oid >= 16384 AND a.attacl IS NOT NULL
    UNION ALL
    SELECT 1255, p.oid, 0, 'f', p.proowner, p.proacl FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 AND p.proacl IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 1247, t.oid, 0, 'T', t.typowner, t.typacl FROM pg_catalog.pg_type t
    WHERE t.oid >= 16384 AND t.typacl IS NOT NULL AND t.typtype <> 'm'
    UNION ALL
    SELECT 2612, l.oid, 0, 'l', l.lanowner, l.lanacl FROM pg_catalog.pg_language l WHERE l.oid >= 16384 AND l.lanacl IS NOT NULL
    UNION ALL
    SELECT 2328, w.oid, 0, 'F', w.fdwowner, w.fdwacl FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid >= 16384 AND w.fdwacl IS NOT NULL
    UNION ALL
    SELECT 1417, s.oid, 0, 'S', s.srvowner, s.srvacl FROM pg_catalog.pg_foreign_server s WHERE s.oid >= 16384 AND s.srvacl IS NOT NULL
)
"""
"""SQL: the common table expression `acl`, one row for each object and column that has a list of its own (`items`)."""


def named(role: str, name: str) -> str:
    """SQL: the grantee whose oid is `role` as a fact's path has it; `name` is its name in pg_roles. `a` is a row of `acl`."""
    return f"CASE WHEN {role} = a.owner THEN '{OWNER}' WHEN {role} = 0 THEN '' ELSE coalesce({name}::text, {role}::text) END"


def grantee(name: str, object: ObjectId, states: Iterable[Snapshot]) -> str:
    """The grantee as GRANT and REVOKE take it. The owner is named, since they have no word for it: that of the first state that has one."""
    if name != OWNER:
        return quote(name) if name else "PUBLIC"
    for snapshot in states:
        owner = snapshot.facts.get(owner_of(object, snapshot))
        if owner is not None:
            return quote(owner.definition.role)
    return "CURRENT_USER"


def owner_of(object: ObjectId, snapshot: Snapshot) -> ObjectId:
    """The fact that says who owns the object; a column has its table's owner."""
    own = ObjectId("owner", (object.kind, *object.path))
    whole = snapshot.facts[object].parent if object in snapshot.facts else None
    return own if own in snapshot.facts or whole is None else ObjectId("owner", (whole.kind, *whole.path))


def is_column(object: ObjectId, context: Context) -> bool:
    return context.kinds[object.kind].grant_class is None


def granted_on(object: ObjectId, context: Context) -> str:
    """What stands after ON. A column's privileges are granted on its table."""
    if is_column(object, context):
        return f"TABLE {qualified(*object.path[:2])}"
    return f"{context.kinds[object.kind].grant_class} {context.address(object)}"


def listed(privileges: Iterable[str], object: ObjectId, context: Context) -> str:
    """The privileges as GRANT and REVOKE list them, each with the column where they are a column's."""
    column = f" ({quote(object.path[-1])})" if is_column(object, context) else ""
    return ", ".join(f"{p}{column}" for p in privileges)
