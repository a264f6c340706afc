-- schemadiff migration first_steps
--
-- does:    drop view public.order_totals
--          drop table public.notifications
--          drop table public.order_items
--          drop table public.orders
--          drop table public.products
--          drop table public.users
--          drop function public.touch_updated_at()
--          drop enum public.order_status
-- from:    8b37cc27a94a922f0bfd6d2eac82873ce2631fd9a90c55ce31750412b78198a1
-- to:      befef8e4a41194dc22350aa6e2d3a01d987c14024c0481fec9b7daab7ab782f9
-- hazards: DATA_LOSS: drops table public.notifications with its data
--          DATA_LOSS: drops table public.notifications_2026 with its data
--          DATA_LOSS: drops table public.notifications_default with its data
--          DATA_LOSS: drops table public.order_items with its data
--          DATA_LOSS: drops table public.orders with its data
--          DATA_LOSS: drops table public.products with its data
--          DATA_LOSS: drops table public.users with its data
-- proof:   replayed in scratch, up and down
-- written: 2026-11-21 07:35:25 UTC by schemadiff 0.1.0

-- drop view public.order_totals
DROP VIEW public.order_totals;

-- drop table public.notifications
-- DATA_LOSS: drops table public.notifications with its data
-- DATA_LOSS: drops table public.notifications_2026 with its data
-- DATA_LOSS: drops table public.notifications_default with its data
DROP TABLE public.notifications;

-- drop table public.order_items
-- DATA_LOSS: drops table public.order_items with its data
DROP TABLE public.order_items;

-- drop table public.orders
-- DATA_LOSS: drops table public.orders with its data
DROP TABLE public.orders;

-- drop table public.products
-- DATA_LOSS: drops table public.products with its data
DROP TABLE public.products;

-- drop table public.users
-- DATA_LOSS: drops table public.users with its data
DROP TABLE public.users;

-- drop function public.touch_updated_at()
DROP FUNCTION public.touch_updated_at();

-- drop enum public.order_status
DROP TYPE public.order_status;
