CREATE TABLE p (a bigint, b varchar(30));
CREATE TABLE c (a bigint DEFAULT 4, k int) INHERITS (p);
CREATE VIEW v AS SELECT a FROM c;
CREATE INDEX c_a ON c (a);
