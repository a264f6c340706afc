"""Owners (PostgreSQL documentation, 5.7). An object that the default role owns has no such fact.

What PostgreSQL keeps with a table's owner, its indexes for one, is not listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemadiff.core.definition import definition
from schemadiff.core.identity import ObjectId, quote
from schemadiff.core.kind import Context, ObjectKind, Sql, Statements
from schemadiff.objects.role import role

if TYPE_CHECKING:
    from schemadiff.core.fact import Fact

QUERY = """
WITH me AS MATERIALIZED (
    SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = coalesce(%(default_owner)s::text, current_user::text)
), owned(classid, objid, owner, origin) AS (
    SELECT 2615, n.oid, n.nspowner, NULL::oid FROM pg_catalog.pg_namespace n
    WHERE n.oid >= 16384
       OR (n.oid = 2200 AND n.nspowner <> CASE WHEN current_setting('server_version_num')::int >= 150000 THEN 6171 ELSE 10 END)
    UNION ALL
    SELECT 1259, c.oid, c.relowner, (
        SELECT d.refobjid FROM pg_catalog.pg_depend d
        WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
          AND d.refclassid = 'pg_catalog.pg_class'::regclass)
    FROM pg_catalog.pg_class c
    WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND c.relowner IS DISTINCT FROM (SELECT me.oid FROM me)
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE c.relkind = 'S' AND d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 1255, p.oid, p.proowner, NULL FROM pg_catalog.pg_proc p
    WHERE p.oid >= 16384 AND p.proowner IS DISTINCT FROM (SELECT me.oid FROM me)
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 1247, t.oid, t.typowner, NULL FROM pg_catalog.pg_type t
    LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
    WHERE t.oid >= 16384 AND t.typowner IS DISTINCT FROM (SELECT me.oid FROM me)
      AND (t.typtype IN ('e', 'd', 'r', 'b', 'c') OR NOT t.typisdefined) AND (c.relkind IS NULL OR c.relkind = 'c')
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)
    UNION ALL
    SELECT 3456, c.oid, c.collowner, NULL FROM pg_catalog.pg_collation c WHERE c.oid >= 16384
    UNION ALL
    SELECT 3381, s.oid, s.stxowner, NULL FROM pg_catalog.pg_statistic_ext s
    UNION ALL
    SELECT 2617, o.oid, o.oprowner, NULL FROM pg_catalog.pg_operator o WHERE o.oid >= 16384
    UNION ALL
    SELECT 2753, f.oid, f.opfowner, NULL FROM pg_catalog.pg_opfamily f WHERE f.oid >= 16384
    UNION ALL
    SELECT 2616, c.oid, c.opcowner, NULL FROM pg_catalog.pg_opclass c WHERE c.oid >= 16384
    UNION ALL
    SELECT 2607, c.oid, c.conowner, NULL FROM pg_catalog.pg_conversion c WHERE c.oid >= 16384
    UNION ALL
    SELECT 2612, l.oid, l.lanowner, NULL FROM pg_catalog.pg_language l WHERE l.oid >= 16384
    UNION ALL
    SELECT 3600, d.oid, d.dictowner, NULL FROM pg_catalog.pg_ts_dict d WHERE d.oid >= 16384
    UNION ALL
    SELECT 3602, c.oid, c.cfgowner, NULL FROM pg_catalog.pg_ts_config c WHERE c.oid >= 16384
    UNION ALL
    SELECT 2328, w.oid, w.fdwowner, NULL FROM pg_catalog.pg_foreign_data_wrapper w WHERE w.oid >= 16384
    UNION ALL
    SELECT 3466, e.oid, e.evtowner, NULL FROM pg_catalog.pg_event_trigger e WHERE e.oid >= 16384
    UNION ALL
    SELECT 6104, p.oid, p.pubowner, NULL FROM pg_catalog.pg_publication p WHERE p.oid >= 16384
    UNION ALL
    SELECT 6100, s.oid, s.subowner, NULL FROM pg_catalog.pg_subscription s
    JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
    UNION ALL
    SELECT 1417, s.oid, s.srvowner, NULL FROM pg_catalog.pg_foreign_server s WHERE s.oid >= 16384
)
SELECT NULL::int8, NULL::int8, NULL::int4, o.classid::int8, o.objid::int8, 0, o.origin::int8, '{}'::text[], 0, r.rolname::text
FROM owned o
JOIN pg_catalog.pg_roles r ON r.oid = o.owner
WHERE r.oid IS DISTINCT FROM (SELECT me.oid FROM me) OR o.objid = 2200
ORDER BY o.classid, o.objid
"""


@definition
class Owner:
    """The owning role."""

    role: str


PUBLIC = ObjectId("schema", ("public",))
PUBLIC_IS_THE_OWNERS = 150000


def target(fact: Fact) -> ObjectId:
    return ObjectId(fact.id.path[0], fact.id.path[1:])


def create(fact: Fact, clauses: tuple[str, ...], context: Context) -> Statements:
    return (Sql(f"ALTER {context.designation(target(fact))} OWNER TO {quote(fact.definition.role)}"),)


def alter(old: Fact, new: Fact, context: Context) -> Statements:
    return create(new, (), context)


def drop(fact: Fact, context: Context) -> Statements:
    """Back to the role that applies the migration; the schema public, from 15 on, to that of whoever owns the database."""
    if target(fact) == PUBLIC and context.version >= PUBLIC_IS_THE_OWNERS:
        return (Sql("ALTER SCHEMA public OWNER TO pg_database_owner"),)
    return (Sql(f"ALTER {context.designation(target(fact))} OWNER TO CURRENT_USER"),)


KIND = ObjectKind(
    name="owner",
    definition=Owner,
    query=QUERY,
    create=create,
    drop=drop,
    alter={"role": alter},
    drop_rank=92,
    about=True,
    follows=True,
    carried=lambda fact: frozenset({"add", "drop", "alter"}),
    refers=lambda fact: (role(fact.definition.role),),
)
