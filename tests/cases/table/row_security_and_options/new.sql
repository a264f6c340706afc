CREATE TABLE t (id int) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.2);
ALTER TABLE t FORCE ROW LEVEL SECURITY;
