CREATE TYPE public.a AS RANGE (SUBTYPE = text, SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE public.b AS RANGE (SUBTYPE = text, COLLATION = "POSIX");
CREATE TYPE public.c AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = float8mi);
CREATE TYPE public.d AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = public.d_many);
CREATE TABLE public.t (a public.a, b public.b, c public.c, d public.d, ds public.d_many);
CREATE INDEX t_c ON public.t USING gist (c);
