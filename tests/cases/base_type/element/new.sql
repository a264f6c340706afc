CREATE TYPE public.pair;
CREATE FUNCTION public.pair_in(cstring) RETURNS public.pair LANGUAGE internal IMMUTABLE STRICT AS 'point_in';
CREATE FUNCTION public.pair_out(public.pair) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'point_out';
CREATE TYPE public.pair (
    INPUT = public.pair_in, OUTPUT = public.pair_out, INTERNALLENGTH = 16, ALIGNMENT = double, ELEMENT = double precision
);
CREATE TABLE public.t (p public.pair, q public.pair[]);
