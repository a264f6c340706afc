CREATE TABLE t (foo text, bar text) PARTITION BY LIST (foo);
CREATE TABLE a PARTITION OF t FOR VALUES IN ('a');
CREATE TABLE b PARTITION OF t (PRIMARY KEY (foo, bar)) FOR VALUES IN ('b');
CREATE UNIQUE INDEX i ON t (foo, bar);
CREATE TABLE u (foo text, bar text, FOREIGN KEY (foo, bar) REFERENCES t (foo, bar));
