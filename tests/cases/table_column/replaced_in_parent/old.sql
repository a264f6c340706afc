CREATE TABLE parent (id int, a point);
CREATE TABLE child (b int) INHERITS (parent);
