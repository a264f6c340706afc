CREATE TABLE a (id integer PRIMARY KEY, kind text, amount integer, gone integer);
CREATE PUBLICATION filtered FOR TABLE a WHERE (id > 1);
CREATE PUBLICATION listed FOR TABLE a (id, amount, gone);
CREATE PUBLICATION whole FOR TABLE a;
COMMENT ON PUBLICATION filtered IS 'kept';
