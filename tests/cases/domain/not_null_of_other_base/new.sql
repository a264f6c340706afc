CREATE DOMAIN amount AS numeric NOT NULL;
CREATE TABLE orders (id integer, total amount);
