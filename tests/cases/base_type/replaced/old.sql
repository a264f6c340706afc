CREATE TYPE public.num;
CREATE FUNCTION public.num_in(cstring) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION public.num_out(public.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE public.num (INPUT = public.num_in, OUTPUT = public.num_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
CREATE FUNCTION public.num_eq(public.num, public.num) RETURNS boolean LANGUAGE internal IMMUTABLE STRICT AS 'int4eq';
CREATE VIEW public.v AS SELECT '1'::public.num AS n;
COMMENT ON FUNCTION public.num_in(cstring) IS 'reads';
