CREATE TABLE t (a box, b integer[], c text);
CREATE STATISTICS s (ndistinct) ON b, c FROM t;
