CREATE TYPE c AS ENUM ('red', 'green', 'blue');
CREATE DOMAIN warm AS c CHECK (VALUE <> 'blue');
CREATE TABLE t (id int, w warm DEFAULT 'red');
