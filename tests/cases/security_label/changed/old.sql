CREATE TABLE public.t (a integer, b integer);
SECURITY LABEL FOR dummy ON TABLE public.t IS 'classified';
SECURITY LABEL FOR dummy ON COLUMN public.t.a IS 'classified';
