CREATE TABLE t (a date, k int);
