CREATE TABLE t (a int, b int PRIMARY KEY);
COMMENT ON CONSTRAINT t_pkey ON t IS 'moved';
