CREATE TYPE public.later;
CREATE FUNCTION public.later_in(cstring) RETURNS public.later LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION public.later_out(public.later) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE public.later (INPUT = public.later_in, OUTPUT = public.later_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
COMMENT ON TYPE public.later IS 'now';
