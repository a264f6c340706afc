CREATE TABLE t (a text, b int, c int);
CREATE UNIQUE INDEX i ON t (lower(a) text_pattern_ops, b DESC NULLS LAST) INCLUDE (c) WITH (fillfactor = 80) WHERE c > 0;
ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 300;
CREATE INDEX j ON t USING hash (b);
