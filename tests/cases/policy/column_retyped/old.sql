CREATE TABLE t (a int, b int);
CREATE TABLE u (a int);
CREATE POLICY p ON t USING (a IN (SELECT u.a FROM u)) WITH CHECK (b > 0);
