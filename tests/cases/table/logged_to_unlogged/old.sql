CREATE TABLE t (id int PRIMARY KEY, v text DEFAULT 'x');
CREATE INDEX t_v ON t (v);
