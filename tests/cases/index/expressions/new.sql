CREATE FUNCTION half(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 2';
CREATE TABLE t (a text, b int, c jsonb);
CREATE INDEX i1 ON t (upper(a), half(b) DESC NULLS LAST);
CREATE INDEX i2 ON t (b) WHERE b > 0 AND a IN ('x', 'y');
CREATE INDEX i3 ON t ((c ->> 'k'), (c -> 'l'));
