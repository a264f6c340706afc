CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT f(), b text DEFAULT 'x', c timestamptz DEFAULT now(), d int[] DEFAULT '{1}', e jsonb);
