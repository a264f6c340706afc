CREATE TABLE t (id int, a text COLLATE "C" UNIQUE, b text);
