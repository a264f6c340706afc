CREATE TABLE totals (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED, h text GENERATED ALWAYS AS (a::text || 'x') STORED, i bigint GENERATED ALWAYS AS (a) STORED);
