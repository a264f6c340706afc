CREATE TABLE t (a int, b int);
GRANT SELECT ON t TO case_reader WITH GRANT OPTION;
GRANT UPDATE (a) ON t TO case_writer;
