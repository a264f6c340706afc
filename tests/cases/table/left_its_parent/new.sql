CREATE TABLE c (a int, x int);
CREATE TABLE q (m int, n int CONSTRAINT small CHECK (n < 9));
CREATE TABLE d (m int);
