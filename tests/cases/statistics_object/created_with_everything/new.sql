CREATE SCHEMA "Stats";
CREATE TABLE public.t (a integer, b integer, "Order" text);
CREATE STATISTICS public.every ON a, b, "Order" FROM public.t;
CREATE STATISTICS "Stats"."select" (ndistinct, mcv) ON a, "Order" FROM public.t;
CREATE STATISTICS public.expressions ON (a + b), lower("Order") FROM public.t;
CREATE STATISTICS public.single ON (a * 2) FROM public.t;
ALTER STATISTICS "Stats"."select" SET STATISTICS 200;
COMMENT ON STATISTICS public.every IS 'it''s all';
ALTER STATISTICS public.every OWNER TO stats_owner;
