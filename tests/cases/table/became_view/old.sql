CREATE TABLE t (a int);
CREATE TABLE x (a int);
