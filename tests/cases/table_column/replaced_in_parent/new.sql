CREATE TABLE parent (id int, a bytea);
CREATE TABLE child (b int) INHERITS (parent);
