CREATE TYPE place AS (seat bigint, section text);
CREATE DOMAIN numbered AS place CHECK (VALUE IS NOT NULL);
CREATE TYPE price AS (unit text, amount integer);
CREATE DOMAIN agreed AS price;
