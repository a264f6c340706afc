CREATE TABLE t (a int NOT NULL DEFAULT 1, b int DEFAULT 2, c text);
