CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE FOREIGN TABLE t (
    id integer OPTIONS (column_name 'a', stays '1'),
    kind integer,
    title text NOT NULL DEFAULT 'x',
    gone text,
    CONSTRAINT c CHECK (id > 0)
) SERVER s OPTIONS (schema_name 'a', goes '1');
COMMENT ON FOREIGN TABLE t IS 'before';
CREATE VIEW v AS SELECT id, kind FROM t;
