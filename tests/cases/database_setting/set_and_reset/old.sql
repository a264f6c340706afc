ALTER DATABASE production SET work_mem = '7MB';
ALTER DATABASE production SET search_path = app, public;
ALTER DATABASE production SET app.kept = 'a';
CREATE TABLE t (id int);
