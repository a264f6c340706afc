CREATE SCHEMA ext;
CREATE EXTENSION pg_trgm SCHEMA ext;
CREATE TABLE t (name text);
CREATE INDEX t_name ON t USING gin (name ext.gin_trgm_ops);
COMMENT ON EXTENSION pg_trgm IS 'search';
