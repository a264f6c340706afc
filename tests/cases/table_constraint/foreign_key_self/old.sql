CREATE TABLE t (id int PRIMARY KEY, up int);
