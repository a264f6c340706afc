CREATE TYPE pair AS (x int, y text);
COMMENT ON COLUMN pair.x IS 'x';
CREATE TYPE outside AS (p pair[]);
CREATE TABLE t (id int PRIMARY KEY, p pair, q pair[] NOT NULL, o outside);
CREATE VIEW v AS SELECT (p).x FROM t;
CREATE TYPE more AS (a int);
CREATE TABLE u (m more);
