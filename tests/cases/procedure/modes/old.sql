CREATE PROCEDURE p(a int, INOUT b int) LANGUAGE plpgsql AS 'BEGIN b := a; END';
