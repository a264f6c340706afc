CREATE TABLE words (n integer, new text) PARTITION BY LIST (new);
CREATE TABLE words_a PARTITION OF words FOR VALUES IN ('a');
CREATE VIEW all_a AS SELECT new AS word FROM words_a;
CREATE TABLE parts (n integer, stays text) PARTITION BY LIST (n);
CREATE TABLE loose PARTITION OF parts FOR VALUES IN (1, 2, 3);
CREATE VIEW of_loose AS SELECT stays AS word FROM loose;
