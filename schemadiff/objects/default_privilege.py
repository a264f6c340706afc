"""Default privileges (PostgreSQL documentation, ALTER DEFAULT PRIVILEGES; catalog pg_default_acl).

One fact for a creating role, a schema ('' is all), a class of objects and a grantee. The default role is written as ''.
"""

from __future__ import annotations

from dataclasses import field

from schemadiff.core.definition import definition
from schemadiff.core.fact import Fact
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.privilege import Privilege
from schemadiff.objects.role import role

QUERY = """
WITH me AS (SELECT coalesce(%(default_owner)s::text, current_user::text) AS role),
acl AS (
    SELECT d.oid, d.defaclrole AS role, d.defaclnamespace AS namespace, d.defaclobjtype AS type, d.defaclacl AS items,
           CASE WHEN d.defaclnamespace = 0
                THEN pg_catalog.acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole)
                END AS usual
    FROM pg_catalog.pg_default_acl d
),
usual AS (
    SELECT a.oid, x.grantee, array_agg(x.privilege_type ORDER BY x.privilege_type) AS privileges
    FROM acl a, LATERAL pg_catalog.aclexplode(a.usual) x GROUP BY 1, 2
),
actual AS (
    SELECT a.oid, x.grantee, min(x.ordinality) AS ordinality,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) AS privileges,
           array_agg(DISTINCT x.privilege_type ORDER BY x.privilege_type) FILTER (WHERE x.is_grantable) AS grantable
    FROM acl a, LATERAL pg_catalog.aclexplode(a.items) WITH ORDINALITY AS x(grantor, grantee, privilege_type, is_grantable, ordinality)
    GROUP BY 1, 2
)
SELECT 826::int8, a.oid::int8, 1 + coalesce(t.ordinality, 0)::int4, NULL::int8, NULL::int8, NULL::int4, NULL::int8,
       ARRAY[CASE WHEN o.rolname = me.role THEN '' ELSE o.rolname::text END, coalesce(n.nspname::text, ''),
             CASE a.type WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES'
                         WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END,
             CASE WHEN g.grantee = a.role THEN '=owner' WHEN g.grantee = 0 THEN '' ELSE coalesce(r.rolname::text, g.grantee::text) END],
       coalesce(t.ordinality, 0)::int4,
       coalesce(t.privileges, '{}'), coalesce(t.grantable, '{}'), coalesce(u.privileges, '{}')
FROM acl a
CROSS JOIN me
JOIN (SELECT oid, grantee FROM usual UNION SELECT oid, grantee FROM actual) g USING (oid)
LEFT JOIN usual u USING (oid, grantee)
LEFT JOIN actual t USING (oid, grantee)
JOIN pg_catalog.pg_roles o ON o.oid = a.role
LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.grantee
LEFT JOIN pg_catalog.pg_namespace n ON n.oid = a.namespace
WHERE coalesce(t.privileges, '{}') <> coalesce(u.privileges, '{}') OR t.grantable IS NOT NULL
ORDER BY o.rolname, 8
"""


@definition
class DefaultPrivilege:
    """As Privilege: what objects to come will grant, and what they grant by themselves."""

    privileges: tuple[str, ...]
    grantable: tuple[str, ...]
    usual: tuple[str, ...] = field(compare=False)


Granted = tuple[tuple[str, ...], tuple[str, ...]]  # privileges, and those of them with grant option


def move(fact: Fact, have: Granted, want: Granted) -> Statements:
    """The fewest statements that lead from `have` to `want`."""
    role, schema, objects, grantee = fact.id.path
    head = "ALTER DEFAULT PRIVILEGES" + (f" FOR ROLE {quote(role)}" if role else "") + (f" IN SCHEMA {quote(schema)}" if schema else "")
    to = (quote(role) if role else "CURRENT_USER") if grantee == "=owner" else quote(grantee) if grantee else "PUBLIC"
    gone = [p for p in have[0] if p not in want[0]]
    options_gone = [p for p in have[1] if p in want[0] and p not in want[1]]
    fresh = [p for p in want[0] if p not in have[0] and p not in want[1]]
    options = [p for p in want[1] if p not in have[1]]
    texts = [f"{head} REVOKE {', '.join(gone)} ON {objects} FROM {to}"] if gone else []
    if options_gone:
        texts.append(f"{head} REVOKE GRANT OPTION FOR {', '.join(options_gone)} ON {objects} FROM {to}")
    if fresh:
        texts.append(f"{head} GRANT {', '.join(fresh)} ON {objects} TO {to}")
    if options:
        texts.append(f"{head} GRANT {', '.join(options)} ON {objects} TO {to} WITH GRANT OPTION")
    return tuple(Sql(t) for t in texts)


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    d: DefaultPrivilege = fact.definition
    return move(fact, (d.usual, ()), (d.privileges, d.grantable))


def drop(fact: Fact, context: Context) -> Statements:
    d: DefaultPrivilege = fact.definition
    return move(fact, (d.privileges, d.grantable), (d.usual, ()))


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    was, want = old.definition, new.definition
    return move(new, (was.privileges, was.grantable), (want.privileges, want.grantable))


def refers(fact: Fact) -> tuple[ObjectId, ...]:
    """Roles, and the schema: default privileges in it need it, and go before it does. The catalogs know them as part of none."""
    role_name, schema, _, grantee = fact.id.path
    return (role(role_name), role(grantee), *((ObjectId("schema", (schema,)),) if schema else ()))


CLASSES = {
    "TABLE": "TABLES",
    "SEQUENCE": "SEQUENCES",
    "FUNCTION": "FUNCTIONS",
    "PROCEDURE": "FUNCTIONS",
    "TYPE": "TYPES",
    "DOMAIN": "TYPES",
    "SCHEMA": "SCHEMAS",
}


def brings(fact: Fact, context: Context) -> tuple[Fact, ...]:
    """Privileges that a new object gets from the default role's default privileges: some are dropped before, the rest changes later.

    Where statements run in any order they may be there already.
    """
    there = context.desired if context.in_any_order else context.current
    objects = CLASSES.get(context.kinds[fact.id.kind].grant_class or "")
    if objects is None:
        return ()
    schema = fact.id.path[0] if objects != "SCHEMAS" else ""
    merged: dict[str, tuple[set[str], set[str], tuple[str, ...]]] = {}
    for default in there.by_kind.get(KIND.name, ()):
        if default.id not in context.desired.facts or default.id.path[:3] not in (("", "", objects), ("", schema, objects)):
            continue
        d: DefaultPrivilege = default.definition
        usual = d.usual if default.id.path[1] == "" else usual_of(fact, default.id.path[3], context)
        have, grantable, _ = merged.setdefault(default.id.path[3], (set(), set(), usual))
        have |= set(d.privileges) | (set(usual) if default.id.path[1] else set())
        grantable |= set(d.grantable)
    return tuple(
        Fact(
            id=ObjectId("privilege", (fact.id.kind, *fact.id.path, grantee)),
            parent=fact.id,
            definition=Privilege(privileges=tuple(sorted(have)), grantable=tuple(sorted(grantable)), after=(), usual=usual),
        )
        for grantee, (have, grantable, usual) in sorted(merged.items())
    )


def usual_of(fact: Fact, grantee: str, context: Context) -> tuple[str, ...]:
    """What a schema's default privileges add to: functions and types are PUBLIC's by themselves."""
    grant_class = context.kinds[fact.id.kind].grant_class
    if grantee == "" and grant_class in ("FUNCTION", "PROCEDURE"):
        return ("EXECUTE",)
    return ("USAGE",) if grantee == "" and grant_class in ("TYPE", "DOMAIN") else ()


KIND = ObjectKind(
    name="default privilege",
    definition=DefaultPrivilege,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"privileges": alter, "grantable": alter},
    rank=99,
    drop_rank=99,
    refers=refers,
    brings=brings,
)
