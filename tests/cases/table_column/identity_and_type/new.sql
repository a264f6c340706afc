CREATE TABLE orders (
    id text PRIMARY KEY,
    number numeric(10,2) NOT NULL,
    part numeric DEFAULT 3,
    old integer
);
CREATE TABLE readings (at integer, number numeric) PARTITION BY LIST (at);
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
