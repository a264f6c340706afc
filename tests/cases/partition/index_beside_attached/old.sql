CREATE TABLE whole (k int, f text) PARTITION BY LIST (k);
CREATE TABLE part (k int, f text);
CREATE INDEX whole_f ON whole (f);
CREATE INDEX part_own ON part (f);
CREATE TABLE others (k int, f text) PARTITION BY LIST (k);
CREATE INDEX others_f ON others (f);
