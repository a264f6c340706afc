CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE PUBLICATION p FOR TABLE a WITH (publish_generated_columns = stored);
CREATE PUBLICATION q FOR ALL TABLES WITH (publish_generated_columns = stored, publish = 'truncate');
