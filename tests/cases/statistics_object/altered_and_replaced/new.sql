CREATE TABLE public.t (a integer, b integer, c integer);
CREATE STATISTICS public.kinds (ndistinct) ON a, b FROM public.t;
CREATE STATISTICS public.target ON a, b FROM public.t;
ALTER STATISTICS public.target SET STATISTICS 0;
CREATE STATISTICS public.columns ON a, c FROM public.t;
COMMENT ON STATISTICS public.columns IS 'kept';
