CREATE TABLE p (a int, b int, CONSTRAINT positive CHECK (a > 0));
CREATE TABLE c (x int) INHERITS (p);
CREATE TABLE q (m int, n int CONSTRAINT small CHECK (n < 9));
CREATE TABLE d () INHERITS (q);
