CREATE TABLE ledger (city text DEFAULT '' NOT NULL, label text GENERATED ALWAYS AS (city || '!'::text) STORED);
