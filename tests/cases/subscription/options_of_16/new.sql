CREATE SUBSCRIPTION s CONNECTION 'host=a' PUBLICATION p
    WITH (connect = false, disable_on_error = true, password_required = false, run_as_owner = true, origin = none, streaming = parallel);
CREATE SUBSCRIPTION two CONNECTION 'host=a' PUBLICATION p WITH (connect = false, two_phase = true);
COMMENT ON SUBSCRIPTION two IS 'kept';
