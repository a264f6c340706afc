CREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 2';
CREATE TABLE t (a int DEFAULT g(), b text DEFAULT 'it''s \ %', c timestamptz DEFAULT now() + '1 day', d int[] DEFAULT ARRAY[1, 2], e jsonb DEFAULT '{"a": "b"}');
