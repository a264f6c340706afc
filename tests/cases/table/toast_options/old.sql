CREATE TABLE grows (id integer) WITH (fillfactor = 90);
CREATE TABLE retyped (id integer);
CREATE TABLE parent (id integer);
CREATE TABLE child () INHERITS (parent);
