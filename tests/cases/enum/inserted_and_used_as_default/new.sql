CREATE TYPE mood AS ENUM ('awful', 'sad', 'so so', 'glad');
CREATE TABLE t (id int, m mood DEFAULT 'awful', n mood NOT NULL DEFAULT 'so so');
CREATE INDEX t_m ON t (m) WHERE m = 'awful';
