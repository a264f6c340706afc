CREATE TABLE events (tags text[] NOT NULL, day integer) PARTITION BY LIST (day);
CREATE TABLE monday PARTITION OF events FOR VALUES IN (1);
