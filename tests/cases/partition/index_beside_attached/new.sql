CREATE TABLE whole (k int, f text) PARTITION BY LIST (k);
CREATE TABLE part (k int, f text);
ALTER TABLE whole ATTACH PARTITION part FOR VALUES IN (1);
CREATE INDEX whole_f ON whole (f);
CREATE INDEX part_own ON part (f);
CREATE TABLE others (k int, f text) PARTITION BY LIST (k);
CREATE TABLE others_1 PARTITION OF others FOR VALUES IN (1);
CREATE INDEX others_f ON others (f);
CREATE INDEX a_own_one ON others_1 (f);
