CREATE TABLE t (a int CHECK (a > 0));
CREATE INDEX i ON t (a);
COMMENT ON TABLE t IS 'old';
