CREATE DOMAIN d AS varchar(20); CREATE TABLE t (a d, b d DEFAULT '3');
