CREATE TABLE p (id int4range, during daterange, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE c (id int4range, during daterange, FOREIGN KEY (id, PERIOD during) REFERENCES p (id, PERIOD during));
