CREATE FUNCTION public.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE TRUSTED LANGUAGE pl HANDLER public.handler VALIDATOR plpgsql_validator;
CREATE FUNCTION public.f() RETURNS integer LANGUAGE pl AS 'BEGIN RETURN 1; END';
CREATE VIEW public.v AS SELECT public.f() AS one;
