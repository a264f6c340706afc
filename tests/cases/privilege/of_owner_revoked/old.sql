CREATE TABLE t (a int);
ALTER TABLE t OWNER TO case_owner;
