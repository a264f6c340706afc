CREATE TABLE t (s varchar(9), n numeric, d date, j jsonb);
