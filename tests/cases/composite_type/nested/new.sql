CREATE TYPE inner_t AS (a bigint, b text COLLATE "C");
CREATE TYPE outer_t AS (i inner_t, n varchar(5));
COMMENT ON TYPE outer_t IS 'nested';
COMMENT ON COLUMN outer_t.n IS 'name';
