CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE TABLE gone (id integer PRIMARY KEY);
CREATE TABLE parent (id integer);
CREATE TABLE child () INHERITS (parent);
CREATE PUBLICATION p FOR TABLE a, gone, ONLY parent;
