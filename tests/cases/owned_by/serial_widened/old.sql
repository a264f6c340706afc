CREATE TABLE t (id serial PRIMARY KEY, v text);
CREATE TABLE u (t int REFERENCES t);
