CREATE TABLE t (a int, b text, c int[], d varchar(5), e timestamp, f jsonb, g text DEFAULT '5');
