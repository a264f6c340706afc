CREATE TABLE stays (n integer, CONSTRAINT few CHECK (n > 0));
CREATE TABLE before (n integer);
ALTER TABLE before ADD CONSTRAINT few CHECK (n > 0) NOT VALID;
