CREATE TYPE public."Shell";
CREATE TYPE public.later;
ALTER TYPE public.later OWNER TO shell_owner;
COMMENT ON TYPE public.later IS 'not yet';
