CREATE TABLE t (a text, b int[], c int, d point);
CREATE INDEX i1 ON t (a text_pattern_ops);
CREATE INDEX i2 ON t USING hash (c);
CREATE INDEX i3 ON t USING gin (b);
CREATE INDEX i4 ON t USING gist (d);
CREATE INDEX i5 ON t USING brin (c) WITH (pages_per_range = 8);
CREATE INDEX i6 ON t USING spgist (a);
CREATE UNIQUE INDEX i7 ON t (c) INCLUDE (a, b) NULLS NOT DISTINCT;
