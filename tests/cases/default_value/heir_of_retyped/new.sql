CREATE TABLE t (a date, b numeric(10, 2) DEFAULT 42);
CREATE TABLE heir () INHERITS (t);
