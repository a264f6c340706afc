CREATE TABLE ledger (city text COLLATE "POSIX" NOT NULL, label integer);
