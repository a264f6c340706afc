CREATE TABLE public.t (a integer);
CREATE FUNCTION public.reverse_cmp(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $2 - $1';
CREATE OPERATOR CLASS public.reverse_ops FOR TYPE integer USING btree AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 public.reverse_cmp(integer, integer);
CREATE INDEX t_a ON public.t (a public.reverse_ops);
COMMENT ON OPERATOR CLASS public.reverse_ops USING btree IS 'kept';
CREATE FUNCTION public.hash(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE OPERATOR FAMILY public.hashes USING hash;
CREATE OPERATOR CLASS public.hashed FOR TYPE integer USING hash FAMILY public.hashes AS OPERATOR 1 =, FUNCTION 1 public.hash(integer);
