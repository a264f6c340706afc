CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE TABLE parent (id integer, fresh text, CONSTRAINT positive CHECK (id > 0), CONSTRAINT more CHECK (id > 1));
CREATE FOREIGN TABLE child (own text) INHERITS (parent) SERVER s;
CREATE FOREIGN TABLE parent_too (id bigint, at date, fresh text) SERVER s;
CREATE TABLE local_child (more text) INHERITS (parent_too);
CREATE FOREIGN TABLE later (id integer, CONSTRAINT positive CHECK (id > 0)) SERVER s;
CREATE FOREIGN TABLE fresh () INHERITS (parent) SERVER s;
