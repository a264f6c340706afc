CREATE EXTENSION hstore;
CREATE TABLE t (id int, h hstore DEFAULT 'a=>1');
CREATE INDEX t_h ON t USING gin (h);
CREATE VIEW v AS SELECT h -> 'a' AS a FROM t;
