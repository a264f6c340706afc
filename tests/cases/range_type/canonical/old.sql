CREATE TYPE public.plain AS RANGE (SUBTYPE = integer);
