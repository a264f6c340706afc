CREATE FUNCTION public.eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION public.ne(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text <> $2';
CREATE FUNCTION public.other(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR public.== (FUNCTION = public.eq, LEFTARG = integer, RIGHTARG = text, RESTRICT = eqsel);
CREATE OPERATOR public.!== (FUNCTION = public.ne, LEFTARG = integer, RIGHTARG = text);
CREATE OPERATOR public.## (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer);
COMMENT ON OPERATOR public.## (integer, integer) IS 'kept';
CREATE OPERATOR public.&&& (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE VIEW public.v AS SELECT 1 OPERATOR(public.##) 2 AS three, 1 OPERATOR(public.&&&) 1 AS same;
