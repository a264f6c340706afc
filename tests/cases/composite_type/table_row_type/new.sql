CREATE TABLE t (id int, a int, b text);
CREATE FUNCTION f(t) RETURNS int LANGUAGE sql AS 'SELECT $1.a';
CREATE TABLE u (id int, r t);
