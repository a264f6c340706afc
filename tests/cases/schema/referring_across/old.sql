CREATE SCHEMA core;
CREATE SCHEMA app;
CREATE TYPE core.state AS ENUM ('on', 'off');
CREATE TABLE app.job (id int, state core.state);
