CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT a, b AS second FROM t;
CREATE VIEW w AS SELECT second FROM v;
COMMENT ON COLUMN v.second IS 's';
