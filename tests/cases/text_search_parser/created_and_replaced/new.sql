CREATE FUNCTION public.start_parser(internal, integer) RETURNS internal LANGUAGE internal STRICT AS 'prsd_start';
CREATE TEXT SEARCH PARSER public.changed (
    START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, HEADLINE = prsd_headline, LEXTYPES = prsd_lextype
);
CREATE TEXT SEARCH CONFIGURATION public.uses (PARSER = public.changed);
ALTER TEXT SEARCH CONFIGURATION public.uses ADD MAPPING FOR asciiword WITH simple;
CREATE TEXT SEARCH PARSER public."Select" (
    START = public.start_parser, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype
);
COMMENT ON TEXT SEARCH PARSER public."Select" IS 'a parser';
