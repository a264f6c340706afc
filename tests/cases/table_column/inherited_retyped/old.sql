CREATE TABLE p (a int, b text);
CREATE TABLE c (a int DEFAULT 3, k int) INHERITS (p);
CREATE VIEW v AS SELECT a FROM c;
CREATE INDEX c_a ON c (a);
