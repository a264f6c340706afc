CREATE TABLE p (a int, b varchar(10), d date DEFAULT now());
CREATE TABLE c (x int) INHERITS (p);
