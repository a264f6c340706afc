CREATE SEQUENCE ids;
CREATE TABLE b (id int DEFAULT nextval('ids'));
