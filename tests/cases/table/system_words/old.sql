CREATE TABLE "user" ("table" int, "end" int);
