CREATE TABLE t (a text, b text GENERATED ALWAYS AS (a || '!'::text) STORED, c integer);
