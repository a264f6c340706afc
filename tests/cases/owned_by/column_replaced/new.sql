CREATE TABLE t (id serial PRIMARY KEY, a int, g int);
ALTER SEQUENCE t_id_seq OWNED BY t.g;
