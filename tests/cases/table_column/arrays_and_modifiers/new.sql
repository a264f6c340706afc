CREATE TABLE t (a numeric(12,4), b timestamp(6), c varchar(20)[], d bit varying(5), e interval, f text);
