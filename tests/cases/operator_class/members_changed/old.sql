CREATE TABLE public.t (a integer);
CREATE OPERATOR CLASS public.reverse_ops FOR TYPE integer USING btree AS
    OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(integer, integer);
CREATE INDEX t_a ON public.t (a public.reverse_ops);
COMMENT ON OPERATOR CLASS public.reverse_ops USING btree IS 'kept';
CREATE OPERATOR CLASS public.hashed FOR TYPE integer USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(integer);
