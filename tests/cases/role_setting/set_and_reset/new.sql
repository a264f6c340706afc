CREATE ROLE app;
ALTER ROLE app SET search_path TO other, "it's";
ALTER ROLE app SET application_name TO 'an app''s $$ name';
ALTER ROLE app IN DATABASE "What Ever" SET search_path TO '';
ALTER ROLE app IN DATABASE whatever SET work_mem TO '16MB';
ALTER ROLE app IN DATABASE whatever SET my.option TO '%s';
