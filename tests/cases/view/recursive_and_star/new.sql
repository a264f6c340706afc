CREATE TABLE t (id int, up int, name text);
CREATE VIEW v AS SELECT * FROM t;
CREATE RECURSIVE VIEW tree (id, depth) AS SELECT id, 0 FROM t WHERE up IS NULL UNION ALL SELECT t.id, tree.depth + 1 FROM t JOIN tree ON t.up = tree.id;
