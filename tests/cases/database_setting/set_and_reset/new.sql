ALTER DATABASE "other name" SET work_mem = '8MB';
ALTER DATABASE "other name" SET app.kept = 'a';
ALTER DATABASE "other name" SET "app.note" TO 'it''s $$ \ "so"';
ALTER DATABASE "other name" SET app.secret_token TO 'never printed';
ALTER DATABASE "other name" SET default_statistics_target FROM CURRENT;
ALTER DATABASE "other name" SET session_preload_libraries = 'auto_explain';
CREATE TABLE t (id int);
