CREATE TABLE t (id bigserial PRIMARY KEY, v text);
CREATE TABLE u (t bigint REFERENCES t);
