CREATE TABLE p (a int CHECK (a > 0));
CREATE TABLE q (b int, d text DEFAULT 'd');
CREATE TABLE c (x int) INHERITS (p, q);
CREATE TABLE g () INHERITS (c);
