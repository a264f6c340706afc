CREATE SCHEMA "Words";
CREATE TEXT SEARCH DICTIONARY "Words"."select" (TEMPLATE = synonym, SYNONYMS = 'synonym_sample', CASESENSITIVE = true);
CREATE TEXT SEARCH DICTIONARY public.altered (TEMPLATE = snowball, LANGUAGE = german);
CREATE TEXT SEARCH DICTIONARY public.replaced (TEMPLATE = snowball, LANGUAGE = english);
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = simple, ACCEPT = false, STOPWORDS = 'english');
COMMENT ON TEXT SEARCH DICTIONARY "Words"."select" IS 'synonyms';
ALTER TEXT SEARCH DICTIONARY "Words"."select" OWNER TO dictionary_owner;
CREATE TEXT SEARCH CONFIGURATION public.uses (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.uses ADD MAPPING FOR asciiword WITH public.altered, public.replaced;
