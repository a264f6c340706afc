CREATE TEXT SEARCH DICTIONARY public.stem (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH CONFIGURATION public.c (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR asciiword, word, email WITH public.stem;
ALTER TEXT SEARCH CONFIGURATION public.c ADD MAPPING FOR url, host WITH simple;
CREATE TABLE public.t (body text);
CREATE INDEX t_body ON public.t USING gin (to_tsvector('public.c'::regconfig, body));
