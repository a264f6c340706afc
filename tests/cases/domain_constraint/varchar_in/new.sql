CREATE DOMAIN d AS varchar(10) CHECK (VALUE IN ('a', 'b')) CHECK (VALUE::text <> ALL (ARRAY['c', 'd']));
