CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE TABLE parent (id integer, fresh text, CONSTRAINT positive CHECK (id > 1));
CREATE FOREIGN TABLE child (own text) INHERITS (parent) SERVER s;
CREATE FOREIGN TABLE parent_too (id bigint, at date, fresh text) SERVER s;
CREATE TABLE local_child (more text) INHERITS (parent_too);
CREATE FOREIGN TABLE later (id integer, fresh text, CONSTRAINT positive CHECK (id > 1)) SERVER s;
ALTER FOREIGN TABLE later INHERIT parent;
