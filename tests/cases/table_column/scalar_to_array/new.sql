CREATE TABLE t (id int, tags text[] DEFAULT '{a}', n uuid);
