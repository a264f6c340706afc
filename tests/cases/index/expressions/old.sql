CREATE TABLE t (a text, b int, c jsonb);
CREATE INDEX i1 ON t (lower(a));
CREATE INDEX i2 ON t (b) WHERE b > 0;
