CREATE TABLE totals (a integer, g bigint GENERATED ALWAYS AS (a * 2) STORED, h integer GENERATED ALWAYS AS (a * 3) STORED, i integer GENERATED ALWAYS AS (a + 1) STORED);
