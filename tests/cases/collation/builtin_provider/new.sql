CREATE COLLATION u (provider = builtin, locale = 'C.UTF-8');
CREATE TABLE t (a text COLLATE u);
CREATE INDEX i ON t (a COLLATE "C");
