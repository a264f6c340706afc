CREATE TYPE state AS ENUM ('new', 'gone');
CREATE TABLE orders (state state);
CREATE TABLE archive (state state);
CREATE VIEW states AS SELECT state FROM archive;
