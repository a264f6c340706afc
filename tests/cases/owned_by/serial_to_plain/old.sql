CREATE TABLE t (id bigserial, n text);
