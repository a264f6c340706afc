CREATE TABLE t (id int PRIMARY KEY, v text NOT NULL DEFAULT 'v' CHECK (v <> '')) PARTITION BY RANGE (id);
CREATE INDEX t_v ON t (v);
CREATE TABLE t_1 (id int PRIMARY KEY, v text NOT NULL DEFAULT 'v' CONSTRAINT t_v_check CHECK (v <> ''));
CREATE INDEX t_1_v_idx ON t_1 (v);
