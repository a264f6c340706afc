CREATE FUNCTION f(a int, b int DEFAULT 3) RETURNS int LANGUAGE sql AS 'SELECT a + b';
CREATE FUNCTION o(IN a int, OUT b int, OUT c text, OUT d int) LANGUAGE sql AS $$SELECT a, 'x', 1$$;
CREATE FUNCTION r() RETURNS TABLE (x int, y text) LANGUAGE sql AS $$SELECT 1, 'y'$$;
CREATE FUNCTION va(VARIADIC n int[] DEFAULT '{}') RETURNS int LANGUAGE sql AS 'SELECT cardinality(n)';
