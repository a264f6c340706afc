CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION unslotted CONNECTION 'host=a' PUBLICATION p WITH (connect = false, slot_name = mine);
COMMENT ON SUBSCRIPTION s IS 'before';
