CREATE SCHEMA "My Schema";
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER "Far" FOREIGN DATA WRAPPER w;
CREATE TYPE mood AS ENUM ('ok');
CREATE SEQUENCE n;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FOREIGN TABLE "My Schema"."Order" (
    id integer OPTIONS (column_name 'ID', "user" 'it''s') NOT NULL DEFAULT nextval('n'),
    feeling mood,
    title text OPTIONS (a 'b') COLLATE "C",
    twice integer GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT positive CHECK (id > 0)
) SERVER "Far" OPTIONS (schema_name 'public', table_name 'order', "user" 'u');
CREATE FOREIGN TABLE empty () SERVER "Far";
ALTER FOREIGN TABLE "My Schema"."Order" OWNER TO case_owner;
GRANT SELECT ON "My Schema"."Order" TO case_reader;
GRANT UPDATE (title) ON "My Schema"."Order" TO case_reader;
COMMENT ON FOREIGN TABLE "My Schema"."Order" IS 'remote';
COMMENT ON COLUMN "My Schema"."Order".title IS 'words';
COMMENT ON CONSTRAINT positive ON "My Schema"."Order" IS 'more than nothing';
CREATE TRIGGER noted BEFORE INSERT ON "My Schema"."Order" FOR EACH ROW EXECUTE FUNCTION noted();
CREATE VIEW titles AS SELECT title FROM "My Schema"."Order";
