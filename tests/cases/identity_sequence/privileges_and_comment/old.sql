CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n int NOT NULL);
GRANT USAGE ON SEQUENCE t_id_seq TO reader;
COMMENT ON SEQUENCE t_id_seq IS 'numbers';
COMMENT ON COLUMN t.id IS 'the column';
CREATE TABLE u (id int GENERATED ALWAYS AS IDENTITY);
GRANT SELECT ON SEQUENCE u_id_seq TO reader, writer;
COMMENT ON SEQUENCE u_id_seq IS 'kept';
CREATE TABLE uses (n bigint DEFAULT nextval('t_id_seq'));
