CREATE OPERATOR public.~= (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY public.f USING btree;
ALTER OPERATOR FAMILY public.f USING btree ADD OPERATOR 3 public.~= (integer, integer), OPERATOR 5 > (integer, bigint);
CREATE OPERATOR FAMILY public.g USING gist;
ALTER OPERATOR FAMILY public.g USING gist ADD OPERATOR 15 <-> (point, point) FOR ORDER BY float_ops;
