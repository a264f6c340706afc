CREATE DOMAIN pos AS bigint CHECK (VALUE > 0);
CREATE DOMAIN small AS pos CHECK (VALUE < 100);
CREATE TABLE t (id int, a small);
