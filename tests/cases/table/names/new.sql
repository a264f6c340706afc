CREATE SCHEMA "Weird ""S";
CREATE TABLE "Weird ""S"."order" ("select" int PRIMARY KEY, "Ünï" text DEFAULT 'a', "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" int CHECK ("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn" > 0));
CREATE INDEX "I x" ON "Weird ""S"."order" ("Ünï");
CREATE VIEW "Weird ""S".v AS SELECT "select" FROM "Weird ""S"."order";
