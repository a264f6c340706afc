CREATE TYPE state AS ENUM ('on', 'off');
CREATE TABLE t (id int, s state NOT NULL DEFAULT 'on');
CREATE INDEX t_s ON t (s);
