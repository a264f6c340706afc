CREATE TEXT SEARCH PARSER public.changed (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype
);
CREATE TEXT SEARCH CONFIGURATION public.uses (PARSER = public.changed);
ALTER TEXT SEARCH CONFIGURATION public.uses ADD MAPPING FOR asciiword WITH simple;
