CREATE TYPE public.steps;
CREATE FUNCTION public.steps_canonical(public.steps) RETURNS public.steps LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE public.steps AS RANGE (SUBTYPE = integer, CANONICAL = public.steps_canonical);
COMMENT ON FUNCTION public.steps_canonical(public.steps) IS 'makes canonical';
CREATE TYPE public.plain;
CREATE FUNCTION public.plain_canonical(public.plain) RETURNS public.plain LANGUAGE internal IMMUTABLE STRICT AS 'int4range_canonical';
CREATE TYPE public.plain AS RANGE (SUBTYPE = integer, CANONICAL = public.plain_canonical);
CREATE FUNCTION public.width(public.steps) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT upper($1) - lower($1)';
