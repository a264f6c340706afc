CREATE TABLE t (a int, b int, c int);
CREATE VIEW v AS SELECT b AS other, c, a FROM t;
CREATE VIEW w AS SELECT other FROM v;
COMMENT ON COLUMN v.other IS 'o';
COMMENT ON VIEW v IS 'v';
