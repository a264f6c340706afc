CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (a int UNIQUE, b int, r int4range, CHECK (a > 0));
