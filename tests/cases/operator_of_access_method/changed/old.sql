CREATE OPERATOR public.~= (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR public.<~ (FUNCTION = int4lt, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY public.f USING btree;
ALTER OPERATOR FAMILY public.f USING btree ADD OPERATOR 1 public.<~ (integer, integer), OPERATOR 3 = (integer, integer);
CREATE OPERATOR FAMILY public.g USING gist;
