CREATE TYPE point3 AS (x int, y int);
CREATE TABLE t (id int, p point3, many point3[]);
CREATE FUNCTION norm(p point3) RETURNS int LANGUAGE sql AS 'SELECT p.x + p.y';
CREATE TABLE computed (p point3 DEFAULT NULL, y int GENERATED ALWAYS AS ((p).y) STORED);
CREATE VIEW v AS SELECT (p).x, p FROM t;
CREATE TABLE over (p point3);
CREATE FUNCTION rows() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM over; END;
