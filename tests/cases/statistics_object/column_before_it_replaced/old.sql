CREATE TABLE t (a box, b text, c text);
CREATE STATISTICS s (ndistinct) ON b, c FROM t;
