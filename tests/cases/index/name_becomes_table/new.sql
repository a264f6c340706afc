CREATE TABLE thing (x int);
CREATE TABLE t (x int);
CREATE VIEW other AS SELECT x FROM t;
