CREATE EXTENSION citext;
CREATE TABLE t (mail citext UNIQUE, CHECK (mail ~ '@'));
CREATE VIEW v AS SELECT mail FROM t;
