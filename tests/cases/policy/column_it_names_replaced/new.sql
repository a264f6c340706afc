CREATE TABLE notes (writer smallint, body text) WITH (fillfactor = 60);
CREATE POLICY own ON notes USING (writer <> 3);
