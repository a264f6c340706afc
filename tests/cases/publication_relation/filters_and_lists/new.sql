CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE PUBLICATION p FOR TABLE a WHERE (kind IN ('x', 'y') AND id > 2), "My Schema"."Order" ("Kind", id) WHERE (id = 1);
CREATE PUBLICATION q FOR TABLE a (id, amount), "My Schema"."Order" (id);
CREATE PUBLICATION r FOR TABLE a (id, kind) WHERE (id > 3);
