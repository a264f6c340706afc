CREATE TABLE t (a bigint, b varchar(20), c bigint[], d text, e timestamptz, f json, g int DEFAULT 5);
