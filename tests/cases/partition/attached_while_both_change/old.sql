CREATE TABLE p (id int, k text, n int NOT NULL) PARTITION BY LIST (k);
CREATE TABLE loose (id int, k text, n int);
CREATE TABLE gone PARTITION OF p FOR VALUES IN ('o');
