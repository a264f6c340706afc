CREATE SUBSCRIPTION s CONNECTION 'host=b' PUBLICATION q, p
    WITH (connect = false, slot_name = other, binary = true, streaming = on, synchronous_commit = remote_write);
CREATE SUBSCRIPTION unslotted CONNECTION 'host=a' PUBLICATION p WITH (connect = false, slot_name = NONE);
COMMENT ON SUBSCRIPTION s IS 'after';
