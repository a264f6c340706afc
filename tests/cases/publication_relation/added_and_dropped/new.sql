CREATE SCHEMA "My Schema";
CREATE SCHEMA other;
CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer);
CREATE TABLE "My Schema"."Order" (id integer PRIMARY KEY, "Kind" text);
CREATE TABLE other.x (id integer PRIMARY KEY);

CREATE TABLE fresh (id integer PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE fresh1 PARTITION OF fresh DEFAULT;
CREATE TABLE parent (id integer);
CREATE TABLE child () INHERITS (parent);
CREATE PUBLICATION p FOR TABLE "My Schema"."Order", fresh, parent;
