CREATE TABLE t (id int, up int);
CREATE VIEW v AS SELECT * FROM t;
