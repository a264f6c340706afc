CREATE FUNCTION public.cmp8(integer, bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1 - $2)::integer';
CREATE OPERATOR FAMILY public.f USING btree;
ALTER OPERATOR FAMILY public.f USING btree ADD
    FUNCTION 1 (integer, integer) btint4cmp(integer, integer), FUNCTION 1 (integer, bigint) public.cmp8(integer, bigint);
