CREATE TABLE t (id int PRIMARY KEY, a int, b text, r int4range, CONSTRAINT a_key UNIQUE (a) WITH (fillfactor = 50), EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 60));
CREATE TABLE p (id int, CONSTRAINT p_key PRIMARY KEY (id) WITH (fillfactor = 60)) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE u (id int PRIMARY KEY);
