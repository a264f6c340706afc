CREATE SCHEMA later;
CREATE TABLE nodes (id integer, parent integer) PARTITION BY LIST (id);
ALTER TABLE nodes ADD CONSTRAINT nodes_key UNIQUE (id);
ALTER TABLE nodes ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES nodes (id);
CREATE TABLE nodes_1 PARTITION OF nodes FOR VALUES IN (1);
CREATE TABLE later.nodes_2 PARTITION OF nodes FOR VALUES IN (2);
