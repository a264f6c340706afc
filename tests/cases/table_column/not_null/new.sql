CREATE TABLE t (a int DEFAULT 1, b int NOT NULL DEFAULT 2, c text, d text NOT NULL DEFAULT 'd');
