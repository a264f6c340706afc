CREATE DOMAIN code AS text;
CREATE TABLE t (id int, c code, many code[]);
CREATE VIEW v AS SELECT c FROM t;
