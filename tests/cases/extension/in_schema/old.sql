CREATE SCHEMA ext;
CREATE TABLE t (name text);
