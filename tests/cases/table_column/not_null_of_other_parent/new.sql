CREATE TABLE two (a integer NOT NULL, b integer NOT NULL);
CREATE TABLE heir () INHERITS (two);
CREATE TABLE alone (a integer NOT NULL, b integer NOT NULL, c integer) INHERITS (two);
CREATE TABLE other (a integer NOT NULL) PARTITION BY LIST (a);
CREATE TABLE part PARTITION OF other FOR VALUES IN (1);
CREATE TABLE plain PARTITION OF other FOR VALUES IN (2);
