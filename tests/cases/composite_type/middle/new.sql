CREATE TYPE c AS (a int, b text, d date);
CREATE TYPE o AS (z c[]);
CREATE TABLE t (x c);
