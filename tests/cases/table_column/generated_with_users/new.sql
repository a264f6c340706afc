CREATE FUNCTION tax(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 / 4';
CREATE TABLE t (id int, price int, tax int GENERATED ALWAYS AS (tax(price) + 1) STORED);
CREATE INDEX t_tax ON t (tax);
CREATE VIEW v AS SELECT tax FROM t;
