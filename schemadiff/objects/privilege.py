"""Privileges of one grantee on one object (PostgreSQL documentation, 5.8, GRANT and REVOKE; aclitem columns of many catalogs).

A fact exists where a grantee's privileges differ from those that the object has by itself (acldefault). The owner appears as an
empty grantee that is no PUBLIC either: `=owner`; so a change of owner moves its privileges along.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, qualified, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact, Snapshot

QUERY = """
WITH acl(classid, objid, objsubid, type, owner, items) AS (
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
),
usual AS (
    SELECT a.classid, a.objid, a.objsubid, d.grantee, array_agg(d.privilege_type ORDER BY d.privilege_type) AS privileges
    FROM acl a
    LEFT JOIN pg_catalog.pg_init_privs i
        ON i.classoid = a.classid AND i.objoid = a.objid AND i.objsubid = a.objsubid AND i.privtype = 'e',
    LATERAL pg_catalog.aclexplode(CASE
        WHEN i.initprivs IS NOT NULL THEN i.initprivs
        WHEN a.objid = 2200
        THEN (SELECT array_agg(pg_catalog.makeaclitem(v.grantee, a.owner, v.privilege, false))
              FROM (VALUES (a.owner, 'USAGE'), (a.owner, 'CREATE'), (0::oid, 'USAGE'), (0::oid, 'CREATE')) v(grantee, privilege)
              WHERE v.grantee <> 0 OR v.privilege <> 'CREATE' OR current_setting('server_version_num')::int < 150000)
        ELSE pg_catalog.acldefault(a.type::"char", a.owner) END) d
    WHERE a.items IS NOT NULL
    GROUP BY 1, 2, 3, 4
),
actual AS (
    SELECT a.classid, a.objid, a.objsubid, x.grantee, min(x.ordinality) AS ordinality,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE x.is_grantable) AS grantable
    FROM acl a, LATERAL pg_catalog.aclexplode(a.items) WITH ORDINALITY AS x(grantor, grantee, privilege_type, is_grantable, ordinality)
    GROUP BY 1, 2, 3, 4
)
SELECT NULL::int8, NULL::int8, NULL::int4, a.classid::int8, a.objid::int8, a.objsubid::int4, NULL::int8,
       ARRAY[CASE WHEN g.grantee = a.owner THEN '=owner' WHEN g.grantee = 0 THEN '' ELSE coalesce(r.rolname::text, g.grantee::text) END],
       coalesce(t.ordinality, 0)::int4,
       coalesce(t.privileges, '{}'), coalesce(t.grantable, '{}'), coalesce(u.privileges, '{}')
FROM acl a
JOIN (SELECT classid, objid, objsubid, grantee FROM usual UNION SELECT classid, objid, objsubid, grantee FROM actual) g
     USING (classid, objid, objsubid)
LEFT JOIN usual u USING (classid, objid, objsubid, grantee)
LEFT JOIN actual t USING (classid, objid, objsubid, grantee)
LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
WHERE coalesce(t.privileges, '{}') <> coalesce(u.privileges, '{}') OR t.grantable IS NOT NULL
ORDER BY a.classid, a.objid, a.objsubid, 9, 8
"""


@definition
class Privilege:
    """`privileges` by name, sorted; of these `grantable` with grant option; `usual` is what the grantee has by itself."""

    privileges: tuple[str, ...]
    grantable: tuple[str, ...]
    usual: tuple[str, ...] = field(compare=False)


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:-1])


def grantee(fact: Fact, states: tuple[Snapshot, Snapshot]) -> str:
    """The owner is named, since GRANT has no word for it: that of the first state that has one."""
    name = fact.id.path[-1]
    if name != "=owner":
        return quote(name) if name else "PUBLIC"
    for snapshot in states:
        owner = snapshot.facts.get(owner_of(fact, snapshot))
        if owner is not None:
            return quote(owner.definition.role)
    return "CURRENT_USER"


def owner_of(fact: Fact, snapshot: Snapshot) -> ObjectId:
    """The fact that says who owns the object; a column has its table's owner."""
    own = ObjectId("owner", fact.id.path[:-1])
    whole = snapshot.facts[target(fact)].parent if target(fact) in snapshot.facts else None
    return own if own in snapshot.facts or whole is None else ObjectId("owner", (whole.kind, *whole.path))


def move(fact: Fact, context: Context, have: Privilege, want: Privilege, *, going: bool = False) -> Statements:
    """The fewest GRANT and REVOKE that lead from `have` to `want`. `going`: it is dropped, which comes before a change of owner."""
    object = object_of(fact, context)
    to = grantee(fact, (context.current, context.desired) if going else (context.desired, context.current))
    gone = [p for p in have.privileges if p not in want.privileges]
    options_gone = [p for p in have.grantable if p not in want.grantable and p in want.privileges]
    fresh = [p for p in want.privileges if p not in have.privileges and p not in want.grantable]
    options = [p for p in want.grantable if p not in have.grantable]
    texts = []
    if gone:
        texts.append(f"REVOKE {listed(gone, fact, context)} ON {object} FROM {to}")
    if options_gone:
        texts.append(f"REVOKE GRANT OPTION FOR {listed(options_gone, fact, context)} ON {object} FROM {to}")
    if fresh:
        texts.append(f"GRANT {listed(fresh, fact, context)} ON {object} TO {to}")
    if options:
        texts.append(f"GRANT {listed(options, fact, context)} ON {object} TO {to} WITH GRANT OPTION")
    return tuple(Sql(t) for t in texts)


def is_column(fact: Fact, context: Context) -> bool:
    return context.kinds[fact.id.path[0]].grant_class is None


def object_of(fact: Fact, context: Context) -> str:
    """A column's privileges are granted on its table."""
    id = target(fact)
    if is_column(fact, context):
        return f"TABLE {qualified(*id.path[:2])}"
    return f"{context.kinds[id.kind].grant_class} {context.address(id)}"


def listed(privileges: list[str], fact: Fact, context: Context) -> str:
    column = f" ({quote(fact.id.path[-2])})" if is_column(fact, context) else ""
    return ", ".join(f"{p}{column}" for p in privileges)


def default(fact: Fact) -> Privilege:
    """What the grantee has where nothing was granted or revoked."""
    usual = fact.definition.usual
    return Privilege(privileges=usual, grantable=(), usual=usual)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return move(fact, context, default(fact), fact.definition)


def drop(fact: Fact, context: Context) -> Statements:
    return move(fact, context, fact.definition, default(fact), going=True)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return move(new, context, old.definition, new.definition)


def requires(fact: Fact, snapshot: Snapshot) -> tuple[ObjectId, ...]:
    """A new owner comes first: it takes the old one's privileges over."""
    return (owner_of(fact, snapshot),)


KIND = ObjectKind(
    name="privilege",
    definition=Privilege,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"privileges": alter, "grantable": alter},
    drop_rank=1,
    about=True,
    of_members=True,
    follows=True,
    requires=requires,
    refers=lambda fact: (role(fact.id.path[-1]),),
)
