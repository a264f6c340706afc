CREATE SCHEMA core;
CREATE SCHEMA app;
CREATE DOMAIN core.code AS text CHECK (VALUE <> '');
CREATE FUNCTION core.fallback() RETURNS text LANGUAGE sql AS $$SELECT 'x'$$;
CREATE TABLE app.job (id int, code core.code DEFAULT core.fallback());
CREATE VIEW core.jobs AS SELECT id, code FROM app.job;
