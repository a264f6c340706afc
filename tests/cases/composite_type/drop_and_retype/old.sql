CREATE TYPE c AS (a int, b text COLLATE "C");
CREATE TYPE o AS (z c[]);
CREATE TABLE t (x c, y c[], z o);
