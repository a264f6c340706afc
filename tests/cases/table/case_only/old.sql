CREATE TABLE "T" (a int);
