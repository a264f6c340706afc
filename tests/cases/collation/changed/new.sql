CREATE COLLATION c2 (provider = libc, locale = 'POSIX');
CREATE TABLE t (a text COLLATE c2);
