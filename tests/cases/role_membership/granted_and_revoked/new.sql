CREATE ROLE readers;
CREATE ROLE writers;
CREATE ROLE app;
GRANT writers TO app WITH ADMIN OPTION;
GRANT pg_read_all_data, readers TO writers;
