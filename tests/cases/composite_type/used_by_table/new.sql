CREATE TYPE point3 AS (x int, y int, z int);
CREATE TABLE t (id int, p point3, many point3[]);
CREATE FUNCTION norm(p point3) RETURNS int LANGUAGE sql AS 'SELECT p.x + p.y';
