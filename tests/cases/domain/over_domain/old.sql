CREATE DOMAIN pos AS int CHECK (VALUE > 0);
CREATE DOMAIN small AS pos CHECK (VALUE < 10);
CREATE TABLE t (id int, a small);
