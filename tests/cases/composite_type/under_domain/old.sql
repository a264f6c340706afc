CREATE TYPE place AS (row integer, seat bigint);
CREATE DOMAIN numbered AS place CHECK (VALUE IS NOT NULL);
CREATE TYPE price AS (amount integer, unit text);
CREATE DOMAIN agreed AS price;
