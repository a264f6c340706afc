CREATE TABLE t (name text, "A B" int, "a b" bigint);
CREATE VIEW v AS SELECT name, "a b" FROM t;
