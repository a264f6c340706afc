CREATE TABLE t (a int, b text);
CREATE MATERIALIZED VIEW m AS SELECT a, b, b || 'x' AS c FROM t;
