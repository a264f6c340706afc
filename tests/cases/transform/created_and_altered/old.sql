CREATE FUNCTION public.to_it(internal) RETURNS integer LANGUAGE internal IMMUTABLE AS 'int4recv';
CREATE TRANSFORM FOR integer LANGUAGE plpgsql (TO SQL WITH FUNCTION public.to_it(internal));
