CREATE TYPE public.num;
CREATE FUNCTION public.num_in(cstring) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'textin';
CREATE FUNCTION public.num_out(public.num) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
CREATE FUNCTION public.num_receive(internal) RETURNS public.num LANGUAGE internal IMMUTABLE STRICT AS 'textrecv';
CREATE FUNCTION public.num_send(public.num) RETURNS bytea LANGUAGE internal IMMUTABLE STRICT AS 'textsend';
CREATE FUNCTION public.num_typmod_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE TYPE public.num (
    INPUT = public.num_in, OUTPUT = public.num_out, RECEIVE = public.num_receive, SEND = public.num_send,
    TYPMOD_IN = public.num_typmod_in, TYPMOD_OUT = varchartypmodout, ANALYZE = array_typanalyze,
    INTERNALLENGTH = VARIABLE, STORAGE = extended
);
CREATE TABLE public.t (n public.num);
