CREATE TABLE t (a boolean, k int);
