CREATE TABLE p (a int);
CREATE TABLE c (b int, k int) INHERITS (p);
