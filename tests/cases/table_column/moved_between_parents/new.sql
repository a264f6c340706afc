CREATE TABLE p (a int, b int);
CREATE TABLE c (k int) INHERITS (p);
