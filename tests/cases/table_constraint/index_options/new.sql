CREATE TABLE t (id int PRIMARY KEY WITH (fillfactor = 70, deduplicate_items = off), a int, b text, r int4range, CONSTRAINT a_key UNIQUE (a),
    EXCLUDE USING gist (r WITH &&) WITH (fillfactor = 90, buffering = on) WHERE (b <> ' WHERE (') DEFERRABLE);
CREATE TABLE p (id int, CONSTRAINT p_key PRIMARY KEY (id) WITH (fillfactor = 70)) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE u (id int CONSTRAINT u_pkey PRIMARY KEY WITH (fillfactor = 70) USING INDEX TABLESPACE pg_default DEFERRABLE INITIALLY DEFERRED);
