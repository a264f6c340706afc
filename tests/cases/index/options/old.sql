CREATE TABLE t (a text, b int, c int);
CREATE INDEX i ON t (a);
