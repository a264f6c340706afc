CREATE TYPE public.level AS ENUM ('low', 'middle', 'high');
CREATE TYPE public.levels AS RANGE (SUBTYPE = public.level);
CREATE TYPE public.report AS (name text, l public.levels);
CREATE DOMAIN public.some_levels AS public.levels;
CREATE TABLE public.t (id integer PRIMARY KEY, l public.levels DEFAULT '[low,high]', m public.levels_multirange, a public.levels[]);
INSERT INTO public.t VALUES (1, '[low,high)', '{[low,high)}', '{"[low,high)"}');
CREATE FUNCTION public.top(public.levels) RETURNS public.level LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
CREATE INDEX t_l ON public.t USING gist (l);
CREATE VIEW public.v AS SELECT id, public.top(l) AS top FROM public.t;
