CREATE TYPE pair AS (a int, b text);
COMMENT ON COLUMN pair.a IS 'a';
CREATE TABLE t (id int, n int, CONSTRAINT t_key UNIQUE (id));
COMMENT ON INDEX t_key IS 'the index';
CREATE VIEW v AS SELECT id FROM t;
COMMENT ON RULE "_RETURN" ON v IS 'the rule';
