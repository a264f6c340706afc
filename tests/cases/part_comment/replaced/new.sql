CREATE TYPE pair AS (b text, a int);
COMMENT ON COLUMN pair.a IS 'a';
CREATE TABLE t (id bigint, n int, CONSTRAINT t_key UNIQUE (n, id));
COMMENT ON INDEX t_key IS 'the index';
CREATE VIEW v AS SELECT n, id FROM t;
COMMENT ON RULE "_RETURN" ON v IS 'the rule';
