CREATE SCHEMA "Ranges";
CREATE FUNCTION public.text_distance(a text, b text) RETURNS double precision
    LANGUAGE sql IMMUTABLE AS $$SELECT abs(length(a) - length(b))::double precision$$;
CREATE TYPE "Ranges"."select" AS RANGE (
    SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops, COLLATION = "C", SUBTYPE_DIFF = public.text_distance,
    MULTIRANGE_TYPE_NAME = "Ranges"."Many selects"
);
CREATE TYPE public.floatrange AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
COMMENT ON TYPE public.floatrange IS 'with a comment';
ALTER TYPE public.floatrange OWNER TO range_owner;
REVOKE USAGE ON TYPE public.floatrange FROM PUBLIC;
GRANT USAGE ON TYPE public.floatrange TO range_user;
CREATE TABLE public.t (id integer, r public.floatrange, s "Ranges"."select", m "Ranges"."Many selects", a public.floatrange[]);
CREATE VIEW public.v AS SELECT id, lower(r) AS low, public.floatrange(1, 2) AS made FROM public.t;
