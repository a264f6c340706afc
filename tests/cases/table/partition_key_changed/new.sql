CREATE TABLE t (a int, b int) PARTITION BY HASH (a, (b + 1));
