CREATE EXTENSION postgres_fdw;
CREATE SERVER "Order" TYPE 'it''s' VERSION '1.0' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', port '5432');
COMMENT ON SERVER "Order" IS 'far away';
