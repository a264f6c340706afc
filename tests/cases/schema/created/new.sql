CREATE SCHEMA shop;
CREATE TABLE shop.t (a int);
COMMENT ON SCHEMA shop IS 'it''s ours';
