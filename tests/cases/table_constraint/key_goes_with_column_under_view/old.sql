CREATE TABLE item (a timestamp(3), n integer, tag text, PRIMARY KEY (n, a));
CREATE VIEW v AS WITH s AS (SELECT * FROM item) SELECT s.tag FROM s WHERE s.n > 0;
