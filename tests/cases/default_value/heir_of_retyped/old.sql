CREATE TABLE t (a date, b real DEFAULT 42);
