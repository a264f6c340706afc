CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE SCHEMA fresh;
CREATE PUBLICATION p FOR TABLE a, TABLES IN SCHEMA "My Schema", fresh;
CREATE PUBLICATION q FOR TABLES IN SCHEMA public;
CREATE PUBLICATION r FOR TABLE a, other.x, TABLES IN SCHEMA "My Schema", fresh;
