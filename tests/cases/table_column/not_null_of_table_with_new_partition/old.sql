CREATE TABLE whole (a interval, b integer) PARTITION BY LIST (b);
CREATE TABLE above (a interval);
