CREATE TABLE a (e integer, p integer, city integer GENERATED ALWAYS AS (e) VIRTUAL);
CREATE VIEW v AS SELECT city FROM a;
CREATE TABLE b () INHERITS (a);
