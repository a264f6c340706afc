CREATE TYPE "Pair" AS (a bigint, "b's" text, d int);
COMMENT ON COLUMN "Pair".a IS 'a';
COMMENT ON COLUMN "Pair"."b's" IS 'b';
COMMENT ON COLUMN "Pair".d IS 'd comes';
CREATE TABLE t (id int CONSTRAINT t_key PRIMARY KEY, n int UNIQUE);
COMMENT ON INDEX t_key IS 'altered';
COMMENT ON INDEX t_n_key IS 'the other index';
CREATE VIEW v AS SELECT id FROM t;
COMMENT ON VIEW v IS 'altered';
