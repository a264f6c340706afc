-- The extension's functions as the embedded PostgreSQL lacks them: signatures are the real ones, and what built-in
-- functions can do is done; the rest says so when called.

CREATE FUNCTION uuid_nil() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$SELECT '00000000-0000-0000-0000-000000000000'::uuid$$;

CREATE FUNCTION uuid_ns_dns() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid$$;

CREATE FUNCTION uuid_ns_url() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$SELECT '6ba7b811-9dad-11d1-80b4-00c04fd430c8'::uuid$$;

CREATE FUNCTION uuid_ns_oid() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$SELECT '6ba7b812-9dad-11d1-80b4-00c04fd430c8'::uuid$$;

CREATE FUNCTION uuid_ns_x500() RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$SELECT '6ba7b814-9dad-11d1-80b4-00c04fd430c8'::uuid$$;

CREATE FUNCTION uuid_generate_v1() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$SELECT pg_catalog.gen_random_uuid()$$;

CREATE FUNCTION uuid_generate_v1mc() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$SELECT pg_catalog.gen_random_uuid()$$;

CREATE FUNCTION uuid_generate_v3(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
DECLARE
    bytes bytea := pg_catalog.decode(pg_catalog.md5(pg_catalog.uuid_send($1) || pg_catalog.convert_to($2, 'UTF8')), 'hex');
BEGIN
    bytes := pg_catalog.set_byte(bytes, 6, (pg_catalog.get_byte(bytes, 6) & 15) | 48);
    bytes := pg_catalog.set_byte(bytes, 8, (pg_catalog.get_byte(bytes, 8) & 63) | 128);
    RETURN pg_catalog.encode(bytes, 'hex')::uuid;
END
$$;

CREATE FUNCTION uuid_generate_v4() RETURNS uuid
LANGUAGE sql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$SELECT pg_catalog.gen_random_uuid()$$;

CREATE FUNCTION uuid_generate_v5(namespace uuid, name text) RETURNS uuid
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do uuid_generate_v5' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension uuid-ossp.';
END
$$;
