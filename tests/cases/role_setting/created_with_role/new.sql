CREATE TABLE t (id integer);
CREATE ROLE app;
ALTER ROLE app SET lock_timeout TO '1s';
ALTER ROLE app SET app.secret_token TO 'not read';
