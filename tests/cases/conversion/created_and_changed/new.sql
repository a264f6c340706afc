CREATE SCHEMA "Conv";
CREATE CONVERSION public.changed FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
CREATE DEFAULT CONVERSION "Conv"."select" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION "Conv"."select" IS 'a conversion';
ALTER CONVERSION "Conv"."select" OWNER TO conversion_owner;
