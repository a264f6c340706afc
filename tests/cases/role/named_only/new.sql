CREATE TABLE t (id integer);
ALTER TABLE t OWNER TO made_elsewhere;
CREATE ROLE app;
GRANT made_elsewhere TO app;
