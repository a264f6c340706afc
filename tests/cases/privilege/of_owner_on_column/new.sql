CREATE TABLE t (a integer, b integer);
ALTER TABLE t OWNER TO case_owner;
GRANT UPDATE (a) ON t TO case_owner WITH GRANT OPTION;
CREATE TABLE moved (a integer);
ALTER TABLE moved OWNER TO case_owner;
GRANT SELECT (a) ON moved TO case_owner;
CREATE VIEW v AS SELECT 1 AS a;
ALTER VIEW v OWNER TO case_owner;
GRANT SELECT (a) ON v TO case_owner;
