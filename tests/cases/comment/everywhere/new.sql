CREATE TABLE t (a int CHECK (a > 0));
CREATE INDEX i ON t (a);
COMMENT ON TABLE t IS 'new \ it''s';
COMMENT ON COLUMN t.a IS 'ünï';
COMMENT ON INDEX i IS 'x';
COMMENT ON CONSTRAINT t_a_check ON t IS 'y';
