CREATE TABLE public.t (a integer, b integer, c integer);
CREATE STATISTICS public.kinds (dependencies) ON a, b FROM public.t;
CREATE STATISTICS public.target ON a, b FROM public.t;
CREATE STATISTICS public.columns ON a, b FROM public.t;
COMMENT ON STATISTICS public.columns IS 'kept';
