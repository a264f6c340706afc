CREATE ROLE old_owner;
CREATE ROLE kept;
CREATE SCHEMA s AUTHORIZATION old_owner;
CREATE TABLE s.t (id integer);
ALTER TABLE s.t OWNER TO old_owner;
GRANT SELECT ON s.t TO kept;
