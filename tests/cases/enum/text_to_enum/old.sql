CREATE TABLE t (id int, s text NOT NULL DEFAULT 'on' CHECK (s IN ('on', 'off')));
CREATE INDEX t_s ON t (s);
