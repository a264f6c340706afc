CREATE SCHEMA "Stats";
CREATE TABLE public.t (a integer, b integer, "Order" text);
