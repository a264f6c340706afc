CREATE TABLE logs (tags text[] NOT NULL, day integer) PARTITION BY LIST (day);
CREATE TABLE monday PARTITION OF logs FOR VALUES IN (1);
