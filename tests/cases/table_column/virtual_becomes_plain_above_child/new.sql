CREATE TABLE a (e integer, p integer, city integer);
CREATE VIEW v AS SELECT city FROM a;
CREATE TABLE b () INHERITS (a);
