CREATE TABLE other (i int);
