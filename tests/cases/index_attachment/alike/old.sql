CREATE SCHEMA s1; SET search_path = s1;
CREATE TABLE t (a int, b int) PARTITION BY LIST (a);
CREATE INDEX one ON t (b NULLS FIRST) WITH (fillfactor = 70);
CREATE SCHEMA s2; SET search_path = s2;
CREATE TABLE t (a int, b int) PARTITION BY LIST (a);
CREATE INDEX one ON t (b NULLS FIRST);
CREATE INDEX two ON t (b DESC);
CREATE SCHEMA s4; SET search_path = s4;
CREATE TABLE t (a int, b int) PARTITION BY LIST (a);
CREATE INDEX one ON t (b NULLS FIRST);
CREATE INDEX two ON t (b DESC);
CREATE TABLE p (a int, b int);
CREATE INDEX p1 ON p (b NULLS FIRST);
CREATE INDEX p2 ON p (b DESC);

