CREATE COLLATION mine (provider = libc, locale = 'POSIX');
CREATE TABLE t (id int, a text COLLATE mine);
CREATE INDEX t_a ON t (a);
CREATE VIEW v AS SELECT a FROM t ORDER BY a;
COMMENT ON COLLATION mine IS 'c';
