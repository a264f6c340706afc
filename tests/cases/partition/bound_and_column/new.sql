CREATE TABLE events (k int, a box, b bigint, d text) PARTITION BY LIST (k);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1, 3);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
