CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE PUBLICATION p FOR TABLES IN SCHEMA other;
CREATE PUBLICATION q FOR TABLES IN SCHEMA public, "My Schema";
