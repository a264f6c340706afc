"""psql's script that drops all that a database holds, whatever it is: PostgreSQL says how each thing is called.

`pg_identify_object` (documentation, 9.27 "System Information Functions and Operators") names an object of any catalog as its
DROP statement wants it. What belongs to an extension goes with it; what initdb made has a lower oid and stays.
"""

# Each but public, whose contents go by the second half; catalogs in an order in which nothing is looked up that is gone.
_DROPS = """
WITH word (type, keyword) AS (VALUES
    ('foreign-data wrapper', 'FOREIGN DATA WRAPPER'), ('composite type', 'TYPE'), ('statistics object', 'STATISTICS')
), own (rank, classid, objid) AS (
    SELECT 0, 'pg_catalog.pg_event_trigger'::regclass, oid FROM pg_catalog.pg_event_trigger
    UNION ALL SELECT 1, 'pg_catalog.pg_publication'::regclass, oid FROM pg_catalog.pg_publication
    UNION ALL SELECT 2, 'pg_catalog.pg_namespace'::regclass, oid FROM pg_catalog.pg_namespace
              WHERE nspname !~ '^pg_' AND nspname <> 'public'
    UNION ALL SELECT 3 + (d.classid <> 'pg_catalog.pg_class'::regclass)::integer, d.classid::regclass, d.objid
              FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid
              WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND n.nspname = 'public' AND d.deptype = 'n'
                AND d.objsubid = 0 AND d.classid <> 'pg_catalog.pg_default_acl'::regclass
    UNION ALL SELECT 5, 'pg_catalog.pg_cast'::regclass, oid FROM pg_catalog.pg_cast
    UNION ALL SELECT 5, 'pg_catalog.pg_transform'::regclass, oid FROM pg_catalog.pg_transform
    UNION ALL SELECT 6, 'pg_catalog.pg_foreign_server'::regclass, oid FROM pg_catalog.pg_foreign_server
    UNION ALL SELECT 7, 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL SELECT 8, 'pg_catalog.pg_language'::regclass, oid FROM pg_catalog.pg_language
    UNION ALL SELECT 9, 'pg_catalog.pg_extension'::regclass, oid FROM pg_catalog.pg_extension
    UNION ALL SELECT 10, 'pg_catalog.pg_am'::regclass, oid FROM pg_catalog.pg_am
)
SELECT pg_catalog.format('DROP %s IF EXISTS %s CASCADE', coalesce(w.keyword, pg_catalog.upper(i.type)), i.identity)
FROM own o
CROSS JOIN LATERAL pg_catalog.pg_identify_object(o.classid, o.objid, 0) i
LEFT JOIN word w ON w.type = i.type
WHERE o.objid >= 16384 AND i.identity IS NOT NULL AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = o.classid AND d.objid = o.objid AND d.objsubid = 0 AND d.deptype IN ('e', 'i'))
ORDER BY o.rank, o.objid DESC
"""
_LARGE_OBJECTS = "SELECT pg_catalog.lo_unlink(oid) FROM pg_catalog.pg_largeobject_metadata"
# Revoking all and granting what goes without saying takes the rows of pg_default_acl away.
_DEFAULT_PRIVILEGES = """
WITH entry AS (
    SELECT d.oid, d.defaclobjtype AS type, d.defaclnamespace AS schema, d.defaclrole AS role, d.defaclacl AS acl,
           pg_catalog.format('ALTER DEFAULT PRIVILEGES FOR ROLE %I', pg_catalog.pg_get_userbyid(d.defaclrole))
           || CASE WHEN d.defaclnamespace <> 0
                   THEN pg_catalog.format(' IN SCHEMA %s', d.defaclnamespace::pg_catalog.regnamespace) ELSE '' END AS head,
           CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES'
                WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' WHEN 'L' THEN 'LARGE OBJECTS' END AS what
    FROM pg_catalog.pg_default_acl d
)
SELECT statement FROM (
    SELECT 0 AS rank, pg_catalog.format('%s REVOKE ALL ON %s FROM %s', e.head, e.what, g.name) AS statement
    FROM entry e CROSS JOIN LATERAL pg_catalog.aclexplode(e.acl) a
    CROSS JOIN LATERAL (SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC'
                               ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END) g (name)
    UNION
    SELECT 1, pg_catalog.format('%s GRANT %s ON %s TO %s', e.head, a.privilege_type, e.what, g.name)
    FROM entry e CROSS JOIN LATERAL pg_catalog.aclexplode(
        pg_catalog.acldefault(CASE e.type WHEN 'S' THEN 's' ELSE e.type END::"char", e.role)) a
    CROSS JOIN LATERAL (SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC'
                               ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END) g (name)
    WHERE e.schema = 0
) s ORDER BY rank, statement
"""
# pg_dump takes for granted the schema public as initdb makes it, with owner, privileges and comment, and writes what is not so.
_PUBLIC = """
DO $public$
DECLARE
    since_15 boolean := pg_catalog.current_setting('server_version_num')::integer >= 150000;
    grantee text;
BEGIN
    IF pg_catalog.to_regnamespace('public') IS NULL THEN
        CREATE SCHEMA public;
    END IF;
    IF NOT (SELECT pg_catalog.pg_has_role(nspowner, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = 'public') THEN
        RETURN;
    END IF;
    IF since_15 AND pg_catalog.pg_has_role('pg_database_owner', 'MEMBER') THEN
        ALTER SCHEMA public OWNER TO pg_database_owner;
    END IF;
    FOR grantee IN
        SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END
        FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL pg_catalog.aclexplode(n.nspacl) a
        WHERE n.nspname = 'public' AND a.grantee <> n.nspowner
    LOOP
        EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA public FROM %s', grantee);
    END LOOP;
    EXECUTE pg_catalog.format('GRANT %s ON SCHEMA public TO PUBLIC', CASE WHEN since_15 THEN 'USAGE' ELSE 'ALL' END);
    COMMENT ON SCHEMA public IS 'standard public schema';
END $public$;
"""
EMPTY_SCRIPT = (
    "SET LOCAL client_min_messages = warning;\nSET LOCAL lock_timeout = '10s';\nSET LOCAL search_path = pg_catalog, pg_temp;\n"
    f"{_DROPS}\\gexec\n{_LARGE_OBJECTS};\n{_DEFAULT_PRIVILEGES}\\gexec\n{_PUBLIC}SET LOCAL lock_timeout = 0;\n"
)
