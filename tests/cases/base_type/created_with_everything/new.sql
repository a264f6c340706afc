CREATE SCHEMA "Types";
CREATE TYPE "Types"."Order";
CREATE FUNCTION "Types".in_(cstring) RETURNS "Types"."Order" LANGUAGE internal IMMUTABLE STRICT AS 'int8in';
CREATE FUNCTION "Types".out_("Types"."Order") RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int8out';
CREATE FUNCTION "Types".receive(internal) RETURNS "Types"."Order" LANGUAGE internal IMMUTABLE STRICT AS 'int8recv';
CREATE FUNCTION "Types".send("Types"."Order") RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'int8send';
CREATE TYPE "Types"."Order" (
    INPUT = "Types".in_, OUTPUT = "Types".out_, RECEIVE = "Types".receive, SEND = "Types".send,
    INTERNALLENGTH = 8, PASSEDBYVALUE, ALIGNMENT = double, CATEGORY = 'N', PREFERRED = true, DEFAULT = '0', DELIMITER = ';'
);
COMMENT ON TYPE "Types"."Order" IS 'a base type';
ALTER TYPE "Types"."Order" OWNER TO base_owner;
GRANT USAGE ON TYPE "Types"."Order" TO base_user;
CREATE TYPE public.word;
CREATE FUNCTION public.word_in(cstring, oid, integer) RETURNS public.word LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION public.word_out(public.word) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION public.word_typmod_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION public.word_typmod_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE public.word (
    INPUT = public.word_in, OUTPUT = public.word_out, TYPMOD_IN = public.word_typmod_in, TYPMOD_OUT = public.word_typmod_out,
    ANALYZE = array_typanalyze, INTERNALLENGTH = VARIABLE, STORAGE = extended, COLLATABLE = true
);
CREATE TABLE public.t (id integer, o "Types"."Order", w public.word(10), a public.word[]);
CREATE FUNCTION public.same(public.word, public.word) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2::text';
CREATE VIEW public.v AS SELECT o, w FROM public.t;
CREATE DOMAIN public.words AS public.word;
