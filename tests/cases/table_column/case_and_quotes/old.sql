CREATE TABLE t ("Name" text, "a b" int);
CREATE VIEW v AS SELECT "Name", "a b" FROM t;
