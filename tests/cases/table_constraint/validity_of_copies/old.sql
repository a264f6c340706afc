CREATE TABLE readings (id integer) PARTITION BY LIST (id);
CREATE TABLE readings_1 PARTITION OF readings FOR VALUES IN (1);
CREATE TABLE readings_2 PARTITION OF readings FOR VALUES IN (2);
ALTER TABLE readings ADD CONSTRAINT positive CHECK (id > 0);
CREATE TABLE things (id integer);
CREATE TABLE big_things (size text) INHERITS (things);
CREATE TABLE small_things (size text) INHERITS (things);
ALTER TABLE things ADD CONSTRAINT positive CHECK (id > 0);
