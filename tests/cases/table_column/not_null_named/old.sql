CREATE TABLE t (a int CONSTRAINT here NOT NULL, b int, c int NOT NULL);
