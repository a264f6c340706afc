CREATE TABLE "a""b'c%d\e f" ("x""y" int DEFAULT 5, "p%s" text CHECK ("p%s" LIKE '%a\%%' AND "p%s" <> E'\n{}'), "a.b" int);
COMMENT ON TABLE "a""b'c%d\e f" IS E'100% \\ ''q'' $$ {x} ; -- no';
CREATE INDEX "i%" ON "a""b'c%d\e f" ("a.b");
