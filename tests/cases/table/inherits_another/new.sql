CREATE TABLE two (a integer NOT NULL, b text DEFAULT 'b');
CREATE TABLE heir (c integer) INHERITS (two);
CREATE TABLE kept (a integer NOT NULL);
CREATE TABLE other (a integer NOT NULL);
CREATE TABLE second (c integer) INHERITS (other);
CREATE TABLE third (d integer) INHERITS (kept);
