CREATE DOMAIN d AS text COLLATE "C";
CREATE TABLE t (id int, a d);
CREATE INDEX t_a ON t (a);
