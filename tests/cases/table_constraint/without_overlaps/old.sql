CREATE TABLE p (id int4range, during daterange);
CREATE TABLE c (id int4range, during daterange);
