CREATE TABLE one (a integer NOT NULL, b integer CONSTRAINT odd NOT NULL);
CREATE TABLE heir () INHERITS (one);
CREATE TABLE alone (a integer NOT NULL, b integer NOT NULL, c integer);
CREATE TABLE whole (a integer NOT NULL) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF whole FOR VALUES IN (1);
CREATE TABLE plain (a integer NOT NULL);
