CREATE TABLE t (id integer);
CREATE SUBSCRIPTION plain CONNECTION 'host=localhost dbname=nowhere' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION "Odd One" CONNECTION 'host=localhost dbname=''it s'' port=1' PUBLICATION "Pub 1", p2
    WITH (connect = false, slot_name = NONE, binary = true, streaming = on, synchronous_commit = 'local');
COMMENT ON SUBSCRIPTION plain IS 'far';
