CREATE LANGUAGE pl HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler;
CREATE FUNCTION public.f() RETURNS integer LANGUAGE pl AS 'BEGIN RETURN 1; END';
CREATE VIEW public.v AS SELECT public.f() AS one;
