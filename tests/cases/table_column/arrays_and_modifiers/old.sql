CREATE TABLE t (a numeric(8,2), b timestamp(3), c varchar(10)[], d bit(3), e interval day, f char(4));
