CREATE TABLE public.t (a bigint, b integer);
CREATE STATISTICS public.retyped ON a, b FROM public.t;
ALTER STATISTICS public.retyped SET STATISTICS 50;
COMMENT ON STATISTICS public.retyped IS 'kept';
CREATE FUNCTION public.twice(integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2::bigint';
CREATE STATISTICS public.by_function ON (public.twice(b)) FROM public.t;
