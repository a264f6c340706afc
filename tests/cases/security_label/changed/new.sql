CREATE TABLE public.t (a integer, b integer);
SECURITY LABEL FOR dummy ON TABLE public.t IS 'unclassified';
SECURITY LABEL FOR dummy ON COLUMN public.t.b IS 'classified';
