CREATE TABLE events (k int, a int) PARTITION BY LIST (k);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE base (a int);
CREATE TABLE heir (b int) INHERITS (base);
