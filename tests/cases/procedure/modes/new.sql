CREATE PROCEDURE p(a int, INOUT b int DEFAULT 4) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS 'BEGIN b := a + 1; END';
CREATE PROCEDURE p(t text, OUT o text) LANGUAGE plpgsql AS 'BEGIN o := t; END';
COMMENT ON PROCEDURE p(int, int) IS 'p';
