CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR asciiword WITH public.plain;
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR word, "version" WITH simple, public.plain;
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR host WITH simple;
CREATE TABLE public.t (body text);
CREATE INDEX t_body ON public.t USING gin (to_tsvector('public.c'::regconfig, body));
