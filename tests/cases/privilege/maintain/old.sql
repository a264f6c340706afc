CREATE TABLE t (a int);
GRANT MAINTAIN ON t TO case_reader;
