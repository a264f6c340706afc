CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;

CREATE FOREIGN TABLE t (
    id bigint OPTIONS (column_name 'b', stays '1'),
    kind timestamptz,
    title varchar(10) OPTIONS (comes 'x') COLLATE "C" DEFAULT 'y',
    fresh text OPTIONS (column_name 'f') NOT NULL,
    CONSTRAINT c CHECK (id > 1),
    CONSTRAINT d CHECK (title <> '')
) SERVER s OPTIONS (schema_name 'b', comes '2');
COMMENT ON FOREIGN TABLE t IS 'after';
CREATE VIEW v AS SELECT id, kind FROM t;
