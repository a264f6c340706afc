CREATE TABLE t (a text, b int[], c int, d point);
CREATE INDEX i1 ON t (a);
CREATE INDEX i2 ON t (c);
