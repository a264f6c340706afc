CREATE ROLE app;
ALTER ROLE app SET statement_timeout TO '5s';
ALTER ROLE app SET search_path TO "$user", 'Odd, Name', public;
ALTER ROLE app IN DATABASE whatever SET work_mem TO '8MB';
