CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE TABLE parent (id integer, CONSTRAINT positive CHECK (id > 0));
CREATE FOREIGN TABLE child (own text) INHERITS (parent) SERVER s;
CREATE FOREIGN TABLE parent_too (id integer, at date) SERVER s;
CREATE TABLE local_child (more text) INHERITS (parent_too);
CREATE FOREIGN TABLE later (id integer, CONSTRAINT positive CHECK (id > 0)) SERVER s;
