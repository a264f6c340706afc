CREATE TABLE above (a integer);
CREATE TABLE below (b integer) INHERITS (above);
