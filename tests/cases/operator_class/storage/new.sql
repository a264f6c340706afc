CREATE OPERATOR CLASS public.numbers FOR TYPE integer[] USING gin AS
    OPERATOR 1 && (anyarray, anyarray), FUNCTION 1 btint4cmp(integer, integer),
    FUNCTION 2 ginarrayextract(anyarray, internal, internal),
    FUNCTION 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal),
    FUNCTION 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal),
    STORAGE integer;
CREATE TABLE public.t (a integer[]);
CREATE INDEX t_a ON public.t USING gin (a public.numbers);
