CREATE TYPE thing AS ENUM ('a');
CREATE TABLE other (id int);
