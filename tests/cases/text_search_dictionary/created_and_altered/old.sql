CREATE TEXT SEARCH DICTIONARY public.altered (TEMPLATE = snowball, LANGUAGE = english, STOPWORDS = english);
CREATE TEXT SEARCH DICTIONARY public.replaced (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION public.uses (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION public.uses ADD MAPPING FOR asciiword WITH public.altered, public.replaced;
