CREATE TABLE t (a int, b text) PARTITION BY LIST (a);
CREATE TABLE t_1 (b text, a int);
