CREATE TABLE thing (id int);
CREATE TABLE other (id int, t thing);
