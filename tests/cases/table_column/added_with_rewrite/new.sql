CREATE DOMAIN checked AS int CONSTRAINT small CHECK (VALUE < 1000000);
CREATE DOMAIN over AS checked;
CREATE DOMAIN plain AS int;
CREATE SEQUENCE s;
CREATE TABLE a (id int, n over);
CREATE TABLE b (id int, n int DEFAULT nextval('s'));
CREATE TABLE c (id int, n timestamptz DEFAULT clock_timestamp());
CREATE TABLE d (id int, n float DEFAULT (1 + random()));
CREATE TABLE e (id int, n plain DEFAULT 1, at timestamptz DEFAULT now(), many checked[] DEFAULT '{}');
