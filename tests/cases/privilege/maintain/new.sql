CREATE TABLE t (a int);
GRANT ALL ON t TO case_reader;
REVOKE TRUNCATE ON t FROM case_reader;
