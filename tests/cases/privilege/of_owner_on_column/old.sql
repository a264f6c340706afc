CREATE TABLE t (a integer, b integer);
ALTER TABLE t OWNER TO case_owner;
CREATE TABLE moved (a integer);
ALTER TABLE moved OWNER TO case_reader;
CREATE VIEW v AS SELECT 1 AS a;
ALTER VIEW v OWNER TO case_owner;
CREATE TABLE given (a integer);
ALTER TABLE given OWNER TO case_reader;
GRANT SELECT ON given TO case_reader WITH GRANT OPTION;
