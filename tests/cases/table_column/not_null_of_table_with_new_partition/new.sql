CREATE TABLE whole (a interval NOT NULL, b integer) PARTITION BY LIST (b);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (0);
CREATE TABLE above (a interval NOT NULL);
CREATE TABLE below () INHERITS (above);
