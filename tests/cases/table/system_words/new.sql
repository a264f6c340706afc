CREATE TABLE "user" ("table" bigint, "end" int, "primary" int PRIMARY KEY, "check" int CHECK ("check" > 0), "default" int DEFAULT 1, "timestamp" timestamp DEFAULT now());
CREATE INDEX "select" ON "user" ("end" DESC);
CREATE VIEW "order" AS SELECT "table" AS "group" FROM "user";
CREATE FUNCTION "grant"("in" int) RETURNS int LANGUAGE sql AS 'SELECT "in"';
COMMENT ON COLUMN "user"."end" IS 'e';
