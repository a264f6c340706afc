CREATE TABLE n (m date NOT NULL, u uuid NOT NULL, b text);
