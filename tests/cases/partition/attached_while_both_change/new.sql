CREATE TABLE p (id int, k text, n bigint NOT NULL) PARTITION BY LIST (k);
CREATE TABLE loose PARTITION OF p FOR VALUES IN ('z');
CREATE TABLE gone (id int, k text, n int NOT NULL);
