CREATE FUNCTION public.lexize(internal, internal, internal, internal) RETURNS internal LANGUAGE internal AS 'dsimple_lexize';
CREATE TEXT SEARCH TEMPLATE public.changed (INIT = dsimple_init, LEXIZE = public.lexize);
CREATE TEXT SEARCH TEMPLATE public."Select" (INIT = dsimple_init, LEXIZE = dsimple_lexize);
COMMENT ON TEXT SEARCH TEMPLATE public."Select" IS 'a template';
CREATE TEXT SEARCH DICTIONARY public.uses (TEMPLATE = public."Select", STOPWORDS = english);
