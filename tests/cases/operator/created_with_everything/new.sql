CREATE SCHEMA "Ops";
CREATE FUNCTION "Ops".eq(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE FUNCTION "Ops".eq(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2::text';
CREATE FUNCTION "Ops".ne(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text <> $2';
CREATE FUNCTION "Ops".ne(text, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2::text';
CREATE FUNCTION "Ops".neg(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT reverse($1)';
CREATE OPERATOR "Ops".= (
    FUNCTION = "Ops".eq, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR("Ops".=), NEGATOR = OPERATOR("Ops".<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR "Ops".= (
    FUNCTION = "Ops".eq, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR("Ops".=), NEGATOR = OPERATOR("Ops".<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
CREATE OPERATOR "Ops".<> (
    FUNCTION = "Ops".ne, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR("Ops".<>), NEGATOR = OPERATOR("Ops".=)
);
CREATE OPERATOR "Ops".<> (
    FUNCTION = "Ops".ne, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR("Ops".<>), NEGATOR = OPERATOR("Ops".=)
);
CREATE OPERATOR public.!! (FUNCTION = "Ops".neg, RIGHTARG = text);
CREATE OPERATOR public.+# (FUNCTION = int4pl, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.+#));
COMMENT ON OPERATOR public.!! (NONE, text) IS 'prefix';
ALTER OPERATOR "Ops".= (integer, text) OWNER TO operator_owner;
CREATE VIEW public.v AS SELECT !! 'a'::text AS a, 1 OPERATOR("Ops".=) 'x'::text AS b;
CREATE TABLE public.t (a integer CHECK (a OPERATOR("Ops".<>) '5'::text));
