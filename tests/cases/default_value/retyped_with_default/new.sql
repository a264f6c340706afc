CREATE TABLE t (a int DEFAULT 2, b boolean DEFAULT false, c text DEFAULT 'n');
