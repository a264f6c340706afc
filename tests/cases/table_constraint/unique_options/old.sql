CREATE TABLE t (a int, b int, c int, CONSTRAINT u UNIQUE (a), CONSTRAINT w UNIQUE (b));
