CREATE TABLE public.t (a integer, b integer, c integer);
CREATE STATISTICS public.gone ON a, c FROM public.t;
CREATE STATISTICS public.retyped ON a, b FROM public.t;
ALTER STATISTICS public.retyped SET STATISTICS 50;
COMMENT ON STATISTICS public.retyped IS 'kept';
CREATE FUNCTION public.twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE STATISTICS public.by_function ON (public.twice(b)) FROM public.t;
CREATE TABLE public.dropped (a integer, b integer);
CREATE STATISTICS public.dropped_stats ON a, b FROM public.dropped;
