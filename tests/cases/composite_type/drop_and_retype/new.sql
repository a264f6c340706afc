CREATE TYPE c AS (a bigint, d text);
CREATE TYPE o AS (z c[]);
CREATE TABLE t (x c, y c[], z o);
