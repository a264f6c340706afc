CREATE TABLE p (a int DEFAULT 1, b text DEFAULT 'only');
CREATE TABLE c (x int, b text) INHERITS (p);
