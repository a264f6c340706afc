CREATE PROCEDURE p(a int, INOUT b text) LANGUAGE plpgsql AS 'BEGIN b := a; END';
