CREATE TABLE t (id int, a text);
CREATE INDEX t_id ON t (id) WITH (fillfactor = 70);
CREATE INDEX t_a ON t USING gin (to_tsvector('simple', a)) WITH (fastupdate = off) WHERE a <> ' WHERE x';
CREATE TABLE p (id int) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE INDEX p_id ON p (id);
