CREATE OPERATOR FAMILY public."Empty" USING hash;
COMMENT ON OPERATOR FAMILY public."Empty" USING hash IS 'a family without members';
ALTER OPERATOR FAMILY public."Empty" USING hash OWNER TO family_owner;
