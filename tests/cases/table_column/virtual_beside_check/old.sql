CREATE TABLE tag (item integer, orders integer, book text GENERATED ALWAYS AS (orders::text || '!') VIRTUAL, CHECK (item > 0));
CREATE TABLE shelf (item integer, book integer GENERATED ALWAYS AS (item + 1) VIRTUAL);
CREATE PUBLICATION p FOR TABLE shelf (item);
