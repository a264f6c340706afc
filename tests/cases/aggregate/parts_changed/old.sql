CREATE FUNCTION s(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE total(int) (SFUNC = s, STYPE = int, INITCOND = '0');
CREATE VIEW v AS SELECT total(x) AS t FROM generate_series(1, 3) x;
