CREATE DOMAIN amount AS integer NOT NULL;
CREATE TABLE orders (id integer, total amount);
