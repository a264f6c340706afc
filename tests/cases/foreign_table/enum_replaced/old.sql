CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE FOREIGN TABLE t (id integer, feeling mood DEFAULT 'ok', all_of mood[]) SERVER s;
CREATE VIEW v AS SELECT feeling FROM t;
