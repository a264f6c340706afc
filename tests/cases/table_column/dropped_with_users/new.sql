CREATE TABLE t (a int, c int);
CREATE INDEX t_ab ON t (a);
CREATE TABLE u (b int);
CREATE VIEW v AS SELECT a FROM t;
