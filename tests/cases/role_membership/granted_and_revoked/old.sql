CREATE ROLE readers;
CREATE ROLE writers;
CREATE ROLE app IN ROLE readers;
CREATE ROLE gone ROLE app;
