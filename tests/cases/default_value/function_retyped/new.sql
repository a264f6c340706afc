CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE t (id int, a int DEFAULT f());
