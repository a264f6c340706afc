CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE t (id int, m mood DEFAULT 'sad');
