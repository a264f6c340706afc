CREATE TYPE public."Pair" AS (a integer);
CREATE FUNCTION public.from_pair(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE FUNCTION public.to_pair(internal) RETURNS public."Pair" LANGUAGE internal IMMUTABLE AS 'record_recv';
CREATE TRANSFORM FOR public."Pair" LANGUAGE plpgsql (
    FROM SQL WITH FUNCTION public.from_pair(internal), TO SQL WITH FUNCTION public.to_pair(internal)
);
COMMENT ON TRANSFORM FOR public."Pair" LANGUAGE plpgsql IS 'a transform';
CREATE TRANSFORM FOR integer LANGUAGE plpgsql (FROM SQL WITH FUNCTION public.from_pair(internal));
CREATE FUNCTION public.uses(public."Pair") RETURNS integer LANGUAGE plpgsql TRANSFORM FOR TYPE public."Pair" AS 'BEGIN RETURN 1; END';
