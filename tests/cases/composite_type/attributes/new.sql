CREATE TYPE c AS (a int, b text, d date);
COMMENT ON TYPE c IS 'three';
