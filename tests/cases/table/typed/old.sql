CREATE TYPE shape AS (a int, b text);
CREATE TABLE t (a int, b text);
