CREATE FOREIGN DATA WRAPPER plain;
CREATE FOREIGN DATA WRAPPER "User Wrapper" OPTIONS (debug 'true', "user" 'it''s', "Odd Name" 'back\slash');
COMMENT ON FOREIGN DATA WRAPPER "User Wrapper" IS 'wraps';
