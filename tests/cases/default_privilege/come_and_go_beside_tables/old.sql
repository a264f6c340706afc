ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO case_reader;
CREATE TABLE before (a integer);
CREATE TABLE without (a integer);
REVOKE SELECT ON without FROM case_reader;
