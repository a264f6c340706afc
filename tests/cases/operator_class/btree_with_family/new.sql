CREATE SCHEMA "Ops";
CREATE TYPE public.pair AS (a integer, b integer);
CREATE FUNCTION public.pair_lt(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a < $2.a';
CREATE FUNCTION public.pair_eq(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION public.pair_gt(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a > $2.a';
CREATE FUNCTION public.pair_le(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <= $2.a';
CREATE FUNCTION public.pair_ge(public.pair, public.pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a >= $2.a';
CREATE FUNCTION public.pair_cmp(public.pair, public.pair) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2.a';
CREATE FUNCTION public.pair_cmp_integer(public.pair, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2';
CREATE FUNCTION public.pair_eq_integer(public.pair, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2';
CREATE OPERATOR public.<# (FUNCTION = public.pair_lt, LEFTARG = public.pair, RIGHTARG = public.pair);
CREATE OPERATOR public.<=# (FUNCTION = public.pair_le, LEFTARG = public.pair, RIGHTARG = public.pair);
CREATE OPERATOR public.=# (FUNCTION = public.pair_eq, LEFTARG = public.pair, RIGHTARG = public.pair, RESTRICT = eqsel, MERGES);
CREATE OPERATOR public.>=# (FUNCTION = public.pair_ge, LEFTARG = public.pair, RIGHTARG = public.pair);
CREATE OPERATOR public.># (FUNCTION = public.pair_gt, LEFTARG = public.pair, RIGHTARG = public.pair);
CREATE OPERATOR public.=# (FUNCTION = public.pair_eq_integer, LEFTARG = public.pair, RIGHTARG = integer);
CREATE OPERATOR FAMILY "Ops"."Family" USING btree;
CREATE OPERATOR CLASS "Ops"."Class" FOR TYPE public.pair USING btree FAMILY "Ops"."Family" AS
    OPERATOR 1 public.<#, OPERATOR 2 public.<=#, OPERATOR 3 public.=#, OPERATOR 4 public.>=#, OPERATOR 5 public.>#,
    FUNCTION 1 public.pair_cmp(public.pair, public.pair);
ALTER OPERATOR FAMILY "Ops"."Family" USING btree ADD
    OPERATOR 3 public.=# (public.pair, integer), FUNCTION 1 (public.pair, integer) public.pair_cmp_integer(public.pair, integer);
CREATE OPERATOR CLASS public.implicit FOR TYPE public.pair USING btree AS
    OPERATOR 1 public.<#, OPERATOR 2 public.<=#, OPERATOR 3 public.=#, OPERATOR 4 public.>=#, OPERATOR 5 public.>#,
    FUNCTION 1 public.pair_cmp(public.pair, public.pair);
COMMENT ON OPERATOR CLASS "Ops"."Class" USING btree IS 'a class';
COMMENT ON OPERATOR FAMILY "Ops"."Family" USING btree IS 'a family';
ALTER OPERATOR CLASS "Ops"."Class" USING btree OWNER TO class_owner;
ALTER OPERATOR FAMILY "Ops"."Family" USING btree OWNER TO class_owner;
CREATE TABLE public.t (p public.pair);
CREATE INDEX t_p ON public.t USING btree (p "Ops"."Class");
CREATE TYPE public.pairs AS RANGE (SUBTYPE = public.pair, SUBTYPE_OPCLASS = public.implicit);
