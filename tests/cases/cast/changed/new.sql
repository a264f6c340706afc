CREATE TYPE public.colour AS ENUM ('red', 'green');
CREATE FUNCTION public.number(public.colour) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length($1::text)';
CREATE FUNCTION public.bigger(public.colour) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint';
CREATE CAST (public.colour AS integer) WITH INOUT;
CREATE CAST (public.colour AS bigint) WITH FUNCTION public.bigger(public.colour) AS IMPLICIT;
COMMENT ON CAST (public.colour AS bigint) IS 'kept';
CREATE VIEW public.v AS SELECT 'red'::public.colour::bigint AS n;
