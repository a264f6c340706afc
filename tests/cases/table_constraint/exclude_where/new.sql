CREATE TABLE t (r int4range, a int, CONSTRAINT x EXCLUDE USING gist (r WITH &&, int4range(a, a + 1) WITH =) WHERE (a > 0) DEFERRABLE);
