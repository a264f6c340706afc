CREATE FUNCTION public.cmp(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
CREATE OPERATOR FAMILY public.f USING btree;
ALTER OPERATOR FAMILY public.f USING btree ADD FUNCTION 1 (integer, integer) public.cmp(integer, integer);
