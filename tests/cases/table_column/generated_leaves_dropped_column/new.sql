CREATE TABLE t (z text, b text GENERATED ALWAYS AS (z || '!'::text) STORED, c integer);
