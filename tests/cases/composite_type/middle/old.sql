CREATE TYPE c AS (a int, d date);
CREATE TYPE o AS (z c[]);
CREATE TABLE t (x c);
