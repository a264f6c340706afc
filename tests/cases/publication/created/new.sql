CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE PUBLICATION nothing;
CREATE PUBLICATION everything FOR ALL TABLES WITH (publish = 'insert', publish_via_partition_root = true);
CREATE PUBLICATION "Some" FOR TABLE a, "My Schema"."Order";
COMMENT ON PUBLICATION "Some" IS 'some of it';
ALTER PUBLICATION nothing OWNER TO case_owner;
