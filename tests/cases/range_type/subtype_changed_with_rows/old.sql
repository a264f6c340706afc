CREATE TYPE public.span AS RANGE (SUBTYPE = integer);
CREATE TABLE public.t (id integer PRIMARY KEY, s public.span, m public.span_multirange DEFAULT NULL);
INSERT INTO public.t VALUES (1, '[1,5)', '{[1,2),[4,6)}');
CREATE VIEW public.v AS SELECT id, upper(s) AS u FROM public.t;
