CREATE SEQUENCE new;
CREATE TABLE orders (id integer DEFAULT nextval('new'), note text, part integer DEFAULT 7);
CREATE TABLE late_orders (days integer) INHERITS (orders);
