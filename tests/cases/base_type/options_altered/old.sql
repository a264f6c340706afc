CREATE TYPE public.num;
CREATE FUNCTION public.num_in(cstring) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION public.num_out(public.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE TYPE public.num (INPUT = public.num_in, OUTPUT = public.num_out, INTERNALLENGTH = VARIABLE, STORAGE = main);
CREATE TABLE public.t (n public.num);
