CREATE SCHEMA numbers;
CREATE SEQUENCE numbers.old;
CREATE TABLE orders (id integer DEFAULT nextval('numbers.old'), note text DEFAULT 'x', part integer);
