CREATE TYPE c AS ENUM ('red', 'blue');
CREATE TYPE paint AS (name text, c c);
CREATE TABLE t (id int, p paint);
