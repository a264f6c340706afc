CREATE TABLE item (a timestamp(3), "time" integer, tag text);
CREATE VIEW v AS WITH s AS (SELECT * FROM item) SELECT s.tag FROM s WHERE s."time" > 0;
