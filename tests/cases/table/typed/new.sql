CREATE TYPE shape AS (a int, b text);
CREATE TABLE t OF shape (a NOT NULL);
