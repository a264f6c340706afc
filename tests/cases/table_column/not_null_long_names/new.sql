CREATE TABLE t (a int NOT NULL, k int, größeeeeeeeeeeeeeeeeeeeeeeeeee int NOT NULL) PARTITION BY LIST (a);
CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa PARTITION OF t FOR VALUES IN (1);
CREATE TABLE äöääöääöääöääöääöääöääöääöääöä PARTITION OF t FOR VALUES IN (2);
CREATE TABLE aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbb (aääöääöääöääöääöääöääöääöääöä int NOT NULL, abcdefghijklmnopqrstuvwxyz int NOT NULL, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int not null, b int CONSTRAINT hm NOT NULL);
CREATE TABLE äöääöääöääöääöääöääöääöääöääöä2 (aääöääöääöääöääöääöääöääöääöä int NOT NULL, abcdefghijklmnopqrstuvwxyz int NOT NULL, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa int not null, b int CONSTRAINT hm NOT NULL);
