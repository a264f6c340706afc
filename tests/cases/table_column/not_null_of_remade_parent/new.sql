CREATE TABLE whole (a date, b double precision) PARTITION BY LIST (b);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (0);
CREATE TABLE above (b integer) PARTITION BY LIST (b);
CREATE TABLE below (b integer);
