CREATE TABLE nodes (id integer, parent integer) PARTITION BY LIST (id);
ALTER TABLE nodes ADD CONSTRAINT nodes_key UNIQUE (id);
ALTER TABLE nodes ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES nodes (id);
