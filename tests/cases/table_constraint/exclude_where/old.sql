CREATE TABLE t (r int4range, a int, CONSTRAINT x EXCLUDE USING gist (r WITH &&));
