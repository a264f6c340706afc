CREATE TABLE t (id int, n int) PARTITION BY RANGE (id);
CREATE TABLE t1 (id int NOT NULL, n int);
