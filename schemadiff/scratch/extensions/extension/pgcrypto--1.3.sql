-- The extension's functions as the embedded PostgreSQL lacks them: signatures are the real ones, and what built-in
-- functions can do is done; the rest says so when called.

CREATE FUNCTION digest(text, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    CASE pg_catalog.lower($2)
        WHEN 'md5' THEN RETURN pg_catalog.decode(pg_catalog.md5(pg_catalog.convert_to($1, 'UTF8')), 'hex');
        WHEN 'sha224' THEN RETURN pg_catalog.sha224(pg_catalog.convert_to($1, 'UTF8'));
        WHEN 'sha256' THEN RETURN pg_catalog.sha256(pg_catalog.convert_to($1, 'UTF8'));
        WHEN 'sha384' THEN RETURN pg_catalog.sha384(pg_catalog.convert_to($1, 'UTF8'));
        WHEN 'sha512' THEN RETURN pg_catalog.sha512(pg_catalog.convert_to($1, 'UTF8'));
    END CASE;
EXCEPTION WHEN case_not_found THEN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do digest with %', $2 USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION digest(bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    CASE pg_catalog.lower($2)
        WHEN 'md5' THEN RETURN pg_catalog.decode(pg_catalog.md5($1), 'hex');
        WHEN 'sha224' THEN RETURN pg_catalog.sha224($1);
        WHEN 'sha256' THEN RETURN pg_catalog.sha256($1);
        WHEN 'sha384' THEN RETURN pg_catalog.sha384($1);
        WHEN 'sha512' THEN RETURN pg_catalog.sha512($1);
    END CASE;
EXCEPTION WHEN case_not_found THEN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do digest with %', $2 USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION hmac(text, text, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do hmac' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION hmac(bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do hmac' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION crypt(text, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do crypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION gen_salt(text) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do gen_salt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION gen_salt(text, integer) RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do gen_salt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION encrypt(bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do encrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION decrypt(bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION encrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do encrypt_iv' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION decrypt_iv(bytea, bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do decrypt_iv' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION gen_random_bytes(integer) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
DECLARE
    bytes bytea := '';
BEGIN
    IF $1 < 1 OR $1 > 1024 THEN
        RAISE EXCEPTION 'Length not in range';
    END IF;
    WHILE pg_catalog.length(bytes) < $1 LOOP
        bytes := bytes || pg_catalog.sha256(pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
            || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()));
    END LOOP;
    RETURN pg_catalog.substr(bytes, 1, $1);
END
$$;

CREATE FUNCTION gen_random_uuid() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE COST 1
AS $$SELECT pg_catalog.gen_random_uuid()$$;

CREATE FUNCTION pgp_sym_encrypt(text, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_encrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_encrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_encrypt(text, text, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_encrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_encrypt_bytea(bytea, text, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_encrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_decrypt(bytea, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_decrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_decrypt(bytea, text, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_sym_decrypt_bytea(bytea, text, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_sym_decrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_encrypt(text, bytea) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_encrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_encrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_encrypt(text, bytea, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_encrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_encrypt_bytea(bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql VOLATILE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_encrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt(bytea, bytea, text, text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_pub_decrypt_bytea(bytea, bytea, text, text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_pub_decrypt_bytea' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_key_id(bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_key_id' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION armor(bytea) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do armor' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION armor(bytea, text[], text[]) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do armor' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION dearmor(text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do dearmor' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;

CREATE FUNCTION pgp_armor_headers(text, OUT key text, OUT value text) RETURNS SETOF record
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1
AS $$
BEGIN
    RAISE EXCEPTION 'the embedded PostgreSQL cannot do pgp_armor_headers' USING ERRCODE = 'feature_not_supported',
        HINT = 'Use a PostgreSQL server that has the extension pgcrypto.';
END
$$;
