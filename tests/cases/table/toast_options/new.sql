CREATE TABLE grows (id integer, note text) WITH (toast.autovacuum_enabled = false, fillfactor = 80);
CREATE TABLE retyped (id text) WITH (toast.autovacuum_enabled = false);
CREATE TABLE parent (id text);
CREATE TABLE child () INHERITS (parent) WITH (toast.autovacuum_enabled = false);
