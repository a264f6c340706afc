CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE PUBLICATION p FOR TABLE a WHERE (id > 1), "My Schema"."Order" (id, "Kind");
CREATE PUBLICATION q FOR TABLE a (id), "My Schema"."Order";
