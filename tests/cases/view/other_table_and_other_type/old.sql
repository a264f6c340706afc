CREATE TYPE state AS ENUM ('new', 'old');
CREATE TABLE orders (state state);
CREATE TABLE archive (state state);
CREATE VIEW states AS SELECT state FROM orders;
