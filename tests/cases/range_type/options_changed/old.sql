CREATE TYPE public.a AS RANGE (SUBTYPE = text);
CREATE TYPE public.b AS RANGE (SUBTYPE = text, COLLATION = "C");
CREATE TYPE public.c AS RANGE (SUBTYPE = double precision);
CREATE TYPE public.d AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = public.ds);
CREATE TABLE public.t (a public.a, b public.b, c public.c, d public.d, ds public.ds);
CREATE INDEX t_c ON public.t USING gist (c);
