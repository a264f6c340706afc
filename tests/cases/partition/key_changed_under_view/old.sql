CREATE TABLE words (n integer, old text) PARTITION BY LIST (old);
CREATE TABLE words_a PARTITION OF words FOR VALUES IN ('a');
CREATE VIEW all_a AS SELECT old AS word FROM words_a;
CREATE TABLE parts (n integer) PARTITION BY LIST (n);
CREATE TABLE loose (n integer, gone text, stays text);
CREATE VIEW of_loose AS SELECT gone AS word FROM loose;
