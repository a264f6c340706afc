CREATE TABLE t (a text DEFAULT '1', b int DEFAULT 0, c varchar DEFAULT 'n'::varchar);
