CREATE TABLE t (x int);
CREATE INDEX thing ON t (x);
CREATE SEQUENCE other;
