CREATE TYPE size AS ENUM ('small', 'large', 'medium');
CREATE TABLE t (id int, s size NOT NULL DEFAULT 'small', all_s size[] DEFAULT '{small,large}');
CREATE INDEX t_s ON t (s);
