CREATE TABLE one (a integer NOT NULL, b text DEFAULT 'b');
CREATE TABLE heir (c integer) INHERITS (one);
CREATE TABLE kept (a integer NOT NULL);
CREATE TABLE second (c integer) INHERITS (kept);
CREATE TABLE third (d integer) INHERITS (kept);
