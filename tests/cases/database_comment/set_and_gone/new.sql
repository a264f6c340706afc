CREATE SCHEMA a;
COMMENT ON DATABASE production IS 'The ''shop'', $$ and all';
