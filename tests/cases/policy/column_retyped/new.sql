CREATE TABLE t (a bigint, b int);
CREATE TABLE u (a bigint);
CREATE POLICY p ON t USING (a IN (SELECT u.a FROM u)) WITH CHECK (b > 0);
