CREATE TABLE a (id bigint PRIMARY KEY, kind text, amount bigint);
CREATE PUBLICATION filtered FOR TABLE a WHERE (id > 1);
CREATE PUBLICATION listed FOR TABLE a (id, amount);
CREATE PUBLICATION whole FOR TABLE a;
COMMENT ON PUBLICATION filtered IS 'kept';
