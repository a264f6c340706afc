CREATE TEXT SEARCH TEMPLATE public.changed (LEXIZE = dsimple_lexize);
